"""Listas que entran y salen en hojas de cálculo: un plan que se revisa, se ejecuta tal cual y se puede deshacer."""
