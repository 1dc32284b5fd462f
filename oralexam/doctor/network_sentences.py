"""What the doctor says of networks, relays and stations: in French and in English."""

from typing import Final

NETWORK: Final[dict[str, tuple[str, str]]] = {
    # The ports of sound and picture.
    "ports-any": (
        "n’importe quel port UDP du système ; derrière un pare-feu, fixez ORALEXAM_MEDIA_PORTS",
        "any UDP port of the system's; behind a firewall, set ORALEXAM_MEDIA_PORTS",
    ),
    "ports-impossible": ("UDP {ports} sur {host} : {cause}", "UDP {ports} on {host}: {cause}"),
    "every-address": ("toutes les adresses", "every address"),
    "the-address": ("{address}", "{address}"),
    "media-host": (
        "mettez une adresse de cette machine dans ORALEXAM_MEDIA_HOST, ou laissez-le vide",
        "set ORALEXAM_MEDIA_HOST to an address of this machine, or leave it empty",
    ),
    "ports": (
        "UDP {ports} : {free} libres sur {size}, appels simultanés possibles : {calls} ({each} ports chacun)",
        "UDP {ports}: {free} of {size} free, calls at once: {calls} ({each} ports each)",
    ),
    "ports-taken": (
        "arrêtez ce qui occupe ces ports, ou choisissez-en d’autres dans ORALEXAM_MEDIA_PORTS",
        "end what holds these ports, or set other ORALEXAM_MEDIA_PORTS",
    ),
    "ports-half": (
        (
            "un serveur qui tourne en tient pendant les appels ; s’il n’y en a pas, un autre programme occupe"
            " cette"
            " plage : choisissez-en une autre"
        ),
        (
            "a server that runs holds some during calls; if none does, another program is in this range: set"
            " another one"
        ),
    ),
    # The rooms that are planned.
    "rooms-well": (
        "{rooms} ; il y a des ports pour un appel dans chacune en même temps",
        "{rooms}; there are ports for a call in each of them at once",
    ),
    "rooms-few-ports": (
        "{rooms}, mais les ports ne suffisent qu’à {calls} appels simultanés",
        "{rooms}, and the ports hold only {calls} calls at once",
    ),
    "rooms-widen": (
        (
            "mettez ORALEXAM_MEDIA_PORTS={wanted} au moins, ouvrez-les dans le pare-feu, et refaites la"
            " configuration du relais s’il y en a un (oralexam turn)"
        ),
        (
            "set ORALEXAM_MEDIA_PORTS={wanted} at least, open them in the firewall, and make the relay's"
            " configuration anew if there is one (oralexam turn)"
        ),
    ),
    "rooms-few-relayed": (
        "{rooms}, mais le relais ne suffit qu’à {calls} appels dont tout le monde passe par lui",
        "{rooms}, and the relay holds only {calls} calls of which everybody goes by it",
    ),
    "rooms-set-ports": (
        (
            "fixez ORALEXAM_MEDIA_PORTS, six ports par appel, et refaites la configuration du relais"
            " (oralexam"
            " turn) :"
            " elle est faite pour 66 appels tant que rien n’est fixé"
        ),
        (
            "set ORALEXAM_MEDIA_PORTS, six ports a call, and make the relay's configuration anew (oralexam"
            " turn): it"
            " is made for 66 calls while nothing is set"
        ),
    ),
    "rooms-fewer-ways": (
        (
            "gardez moins d’adresses dans ORALEXAM_TURN_URLS : chaque page prend des ports du relais pour"
            " chacune"
        ),
        "keep fewer addresses in ORALEXAM_TURN_URLS: each page takes ports of the relay for each of them",
    ),
    # What browsers are told.
    "addresses-own": (
        "celles de cette machine : {own}",
        "this machine's own: {own}",
    ),
    "addresses-told": (
        "{told}, en plus de celles de cette machine ({own}) ; essayez-les depuis une salle : /check/network",
        "{told}, beside this machine's own ({own}); try them from a room: /check/network",
    ),
    "addresses-none": (
        "cette machine n’a pas d’adresse de réseau",
        "this machine has no address of a network",
    ),
    "addresses-connect": (
        "branchez son câble ou son Wi-Fi : seule une page ouverte sur cette machine même l’atteint",
        "plug its cable in, or its Wi-Fi: only a page on this very machine reaches it",
    ),
    "addresses-needless": (
        "{told} : cette machine a déjà cette adresse",
        "{told}: this machine has that address already",
    ),
    "addresses-leave-out": (
        "retirez-la de ORALEXAM_MEDIA_PUBLIC_ADDRESSES : elle est annoncée de toute façon",
        "take it out of ORALEXAM_MEDIA_PUBLIC_ADDRESSES: it is told in any case",
    ),
    "addresses-other-family": (
        (
            "{told} : cette machine n’a pas d’adresse de ce type (IPv4 ou IPv6) à laquelle le routeur"
            " pourrait"
            " l’adresser"
        ),
        "{told}: this machine has no address of that kind (IPv4 or IPv6) for the router to send on to",
    ),
    "addresses-family": (
        "donnez à cette machine une adresse de ce type, ou retirez-la de ORALEXAM_MEDIA_PUBLIC_ADDRESSES",
        "give this machine an address of that kind, or take it out of ORALEXAM_MEDIA_PUBLIC_ADDRESSES",
    ),
    # Relays.
    "turn-none": (
        "aucun : les pages atteignent elles-mêmes les ports UDP de ce serveur",
        "none named: pages reach the UDP ports of this server themselves",
    ),
    "turn-secret-missing": (
        "ORALEXAM_TURN_SECRET_FILE ne nomme aucun fichier : le serveur ne démarrerait pas",
        "ORALEXAM_TURN_SECRET_FILE names no file: the server would not start",
    ),
    "turn-secret-unreadable": (
        "{file} ne peut pas être lu : le serveur ne démarrerait pas",
        "{file} cannot be read: the server would not start",
    ),
    "turn-secret-short": (
        "{file} ne contient pas un secret assez long : le serveur ne démarrerait pas",
        "{file} holds no secret that is long enough: the server would not start",
    ),
    "turn-secret-make": (
        "nommez dans ORALEXAM_TURN_SECRET_FILE un fichier que ce compte peut lire ; oralexam turn le crée",
        "name in ORALEXAM_TURN_SECRET_FILE a file that this user can read; oralexam turn makes it",
    ),
    "turn-well": (
        (
            "{url} répond, accepte les identifiants de ce serveur, l’atteint, et n’atteint pas ses autres"
            " ports ;"
            " il lui faut les ports {relayed} (oralexam turn les écrit)"
        ),
        (
            "{url} answers, takes this server's credentials, reaches this server, and not its other ports; it"
            " needs the ports {relayed} (oralexam turn writes them)"
        ),
    ),
    "turn-any-port": (
        (
            "{url} répond, accepte les identifiants de ce serveur et l’atteint, sur n’importe lequel de ses"
            " ports"
            " UDP"
        ),
        "{url} answers, takes this server's credentials, and reaches this server on any of its UDP ports",
    ),
    "turn-any-port-advice": (
        (
            "fixez ORALEXAM_MEDIA_PORTS, refaites la configuration du relais (oralexam turn), puis fermez les"
            " autres"
            " ports : oralexam turn --firewall"
        ),
        (
            "set ORALEXAM_MEDIA_PORTS, make the relay's configuration anew (oralexam turn), then close the"
            " other"
            " ports: oralexam turn --firewall"
        ),
    ),
    "turn-open": (
        "{url} fonctionne, mais il atteint aussi les autres ports UDP de ce serveur",
        "{url} works, and reaches the other UDP ports of this server, too",
    ),
    "turn-open-advice": (
        (
            "fermez-les au relais : oralexam turn --firewall relais.nft, puis nft -f relais.nft (les appels"
            " n’en"
            " dépendent pas)"
        ),
        (
            "close them to the relay: oralexam turn --firewall relay.nft, then nft -f relay.nft (no call"
            " depends on"
            " it)"
        ),
    ),
    "turn-no-answer": ("{url} ne répond pas", "{url} does not answer"),
    "turn-no-answer-advice": (
        (
            "coturn est-il démarré (turnserver -c FICHIER, que fait oralexam turn) ? Laissez passer"
            " {transport}"
            " {port}"
            " vers {host} dans le pare-feu"
        ),
        (
            "is coturn started (turnserver -c FILE, made by `oralexam turn`)? Let {transport} {port}"
            " through the"
            " firewall to {host}"
        ),
    ),
    "turn-refused": (
        "{url} répond, et refuse les identifiants de ce serveur",
        "{url} answers, and refuses this server's credentials",
    ),
    "turn-refused-advice": (
        (
            "donnez à coturn la configuration qu’écrit oralexam turn : la sienne a un autre secret, ou son"
            " horloge"
            " diffère de plusieurs heures"
        ),
        (
            "give coturn the configuration that `oralexam turn` prints: another secret is in its own, or its"
            " clock"
            " differs by hours"
        ),
    ),
    "turn-not-trusted": (
        "{url} montre un certificat auquel cette machine ne se fie pas",
        "{url} shows a certificate that this machine does not trust",
    ),
    "turn-not-trusted-advice": (
        (
            "refaites la configuration et le certificat (oralexam turn --out), redémarrez coturn, et"
            " vérifiez que"
            " {host} est bien le nom du certificat"
        ),
        (
            "make configuration and certificate anew (oralexam turn --out), restart coturn, and see that"
            " {host}"
            " is"
            " the certificate's name"
        ),
    ),
    "turn-full": (
        "{url} répond, et n’a plus d’adresse à donner",
        "{url} answers, and has no address left to give",
    ),
    "turn-full-advice": (
        "refaites sa configuration (oralexam turn) : avec ces réglages il lui faut les ports {relayed}",
        "make its configuration anew (oralexam turn): with these settings it needs the ports {relayed}",
    ),
    "turn-no-way-on": (
        "{url} donne des adresses, et ce qui passe par lui n’arrive pas à ce serveur",
        "{url} gives addresses, and what is sent through it does not reach this server",
    ),
    "turn-no-way-on-advice": (
        (
            "son allowed-peer-ip doit nommer les adresses de ce serveur : refaites sa configuration (oralexam"
            " turn) ;"
            " et laissez passer UDP de {host} vers ce serveur dans le pare-feu"
        ),
        (
            "its allowed-peer-ip must name this server's addresses: make its configuration anew with"
            " `oralexam"
            " turn`; and let UDP from {host} to this server through the firewall"
        ),
    ),
}
