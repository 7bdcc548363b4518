// Hands on to the form which entry was asked for: `/redaktion/#/collections/members/entries/…`.
for (const link of document.querySelectorAll("a[data-form]")) link.hash = location.hash
