"""What outputs say about a record: one function for each fact, called by every output.

Pages, feeds, calendars, mails, press packs, open data and share cards agree because none of them
decides for itself:

- `items`: stories of all kinds in one shape; `release`: embargo, publication, expiry
- `validity`: labels and certificates that hold
- `rights`: which pictures may be shown where
- `events`: when an event is, whether it is over, whether one can register
- `places`: where something happens; `parties`: who takes part
- `funding`: who pays for a project
- `press`: the rows of facts that an editor looks for
- `contact`: whom to ask, how to leave a list
- `identifiers`: names that hold for ever; `pages`: every record with a page of its own
- `open_data`: which fields of which records are open data
"""
