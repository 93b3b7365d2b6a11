"""Las invitaciones a una Red, desde que salen hasta que se aceptan."""
