"""One verb a function: check, write, announce. Every edge that wants a change calls the same action."""
