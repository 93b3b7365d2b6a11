"""Informes de correos devueltos como los mandan los servidores de verdad; las direcciones son de ejemplo."""


def normado(
    identificador: str, *, estado="5.1.1", accion="failed", dicho="smtp; 550 5.1.1 User unknown", para=""
) -> bytes:
    """El de la norma (RFC 3464), con las cabeceras del original dentro."""
    return f"""From: MAILER-DAEMON@correo.ejemplo.test
To: {para or "avisos@red.test"}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="X"

--X
Content-Type: text/plain

No pudimos entregar su mensaje.

--X
Content-Type: message/delivery-status

Reporting-MTA: dns; correo.ejemplo.test

Final-Recipient: rfc822; otra@ejemplo.test
Action: {accion}
Status: {estado}
Diagnostic-Code: {dicho}

--X
Content-Type: text/rfc822-headers

From: avisos@red.test
Message-ID: <{identificador}@red.test>
Subject: Hola

--X--
""".replace("\n", "\r\n").encode()


def de_qmail(identificador: str) -> bytes:
    """qmail no sigue la norma: todo va en un solo texto."""
    return f"""From: MAILER-DAEMON@qmail.ejemplo.test
To: avisos@red.test
Subject: failure notice

Hi. This is the qmail-send program at qmail.ejemplo.test.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ana@ejemplo.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <{identificador}@red.test>
Subject: Hola
""".encode()


def de_exim(identificador: str) -> bytes:
    """Exim dice a quién no llegó en una cabecera, y aquí vuelve a la dirección propia de ese correo."""
    return f"""From: Mail Delivery System <Mailer-Daemon@exim.ejemplo.test>
To: avisos+{identificador}@red.test
X-Failed-Recipients: ana@ejemplo.test
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

A message that you sent could not be delivered to one or more of its recipients.

  ana@ejemplo.test
    552 5.2.2 Mailbox is full / Blocks limit exceeded
""".encode()


def en_espanol(identificador: str) -> bytes:
    """El de un servidor configurado en español, sin ningún código."""
    return f"""From: Postmaster <postmaster@ayuntamiento.ejemplo.test>
To: avisos@red.test
Subject: No se puede entregar: Hola
In-Reply-To: <{identificador}@red.test>
Content-Type: text/plain; charset=utf-8

El destinatario no existe en este dominio.
""".replace("No se puede entregar", "No se pudo entregar").encode()


def fuera_de_la_oficina(identificador: str) -> bytes:
    """No es un devuelto: contesta sola una persona que salió."""
    return f"""From: ana@ejemplo.test
To: avisos+{identificador}@red.test
Auto-Submitted: auto-replied
Subject: Fuera de la oficina
In-Reply-To: <{identificador}@red.test>

Vuelvo el lunes.
""".encode()
