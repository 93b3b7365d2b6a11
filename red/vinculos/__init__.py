"""Con quién colabora cada integrante, dicho por ella misma."""
