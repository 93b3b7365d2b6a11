"""Los trabajos de fondo: la cola que despierta a quien envía avisos."""
