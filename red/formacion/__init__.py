"""Los cursos, sus ediciones y quién tiene lugar en ellas."""
