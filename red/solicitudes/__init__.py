"""Sumarse por iniciativa propia: la solicitud, el respaldo de su titular y la bandeja de quien decide."""
