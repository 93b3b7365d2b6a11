"""El levantamiento relacional: quién trabaja con quién, preguntado a todas a la vez y con fecha."""
