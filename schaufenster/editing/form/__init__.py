"""The web form (Decap CMS): its configuration from the model, its page, the programs behind it."""
