"""La portada, el panel de cada persona y las páginas que orientan."""
