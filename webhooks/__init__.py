"""Every new message, posted to the installation's own address: signed, in order, at least once."""
