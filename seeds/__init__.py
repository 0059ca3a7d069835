"""A first conversation, for whoever tries Escale out."""
