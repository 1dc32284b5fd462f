"""What the doctor says of the processes that carry calls, and of the stations: in French and in English."""

from typing import Final

CALLS: Final[dict[str, tuple[str, str]]] = {
    # What carries calls.
    "workers-none": (
        "aucun : le serveur porte les appels lui-même",
        "none: the server's own process carries the calls",
    ),
    "workers-well": (
        "démarre, répond et se termine en {took_s:.1f} s",
        "one starts, answers and ends within {took_s:.1f} s",
    ),
    "workers-fail": (
        "le processus qui porte les appels ne démarre pas ici",
        "a process that carries calls does not start here",
    ),
    "workers-read": (
        "lisez ce qu’il a dit plus haut ; make setup installe exactement ce que dit la liste des versions",
        "read what it has said above; make setup installs exactly what the lock says",
    ),
    "workers-busy": (
        "autre chose occupe cette machine : regardez sa charge (top)",
        "something else keeps this machine busy: look at its load (top)",
    ),
    # What the stations found.
    "stations-none": (
        "aucun n’a encore essayé le réseau : ouvrez /check/network sur chacun, comme technicien",
        "none has tried the network yet: open /check/network at each, as a technician",
    ),
    "station": ("{room}, {station} ({when} UTC) : {ways}", "{room}, {station} ({when} UTC): {ways}"),
    "way-direct": ("direct {way}", "direct {way}"),
    "way-relay": ("par le relais {way}", "by the relay {way}"),
    "way-not-tried": ("pas essayé", "not tried"),
    "way-none": ("ne passe pas", "does not pass"),
    "way-silent": ("{ms:.0f} ms, aucun son", "{ms:.0f} ms, no sound"),
    "way": ("{ms:.0f} ms, {lost:.1%} de pertes", "{ms:.0f} ms, {lost:.1%} lost"),
    "station-old": (
        "c’était il y a longtemps : refaites l’essai sur /check/network",
        "that was long ago: try it again at /check/network",
    ),
    "station-again": (
        "refaites l’essai sur /check/network quand aucun appel n’est en cours",
        "try it again at /check/network when no call runs",
    ),
    "station-sockets": (
        (
            "laissez passer les WebSockets dans le mandataire ou le pare-feu (l’en-tête Upgrade, sur le"
            " port de"
            " la"
            " page)"
        ),
        "let WebSockets through the proxy or firewall (the Upgrade header, on the page's own port)",
    ),
    "station-policies": (
        "son navigateur n’offre aucune adresse : voyez les règles WebRTC du navigateur",
        "its browser offers no address: look at the browser's WebRTC policies",
    ),
    "station-closed": (
        "aucun son ne passera : ouvrez {ports} de son réseau vers ce serveur, ou les ports d’un relais TURN",
        "no sound will pass: open {ports} from its network to this server, or a TURN relay's ports",
    ),
    "station-headset": (
        "son navigateur n’a produit aucun son à mesurer : branchez le casque et refaites l’essai",
        "its browser made no sound to measure with: plug the headset in, and try again",
    ),
    "station-answers": (
        "rien ne revient : laissez entrer aussi les réponses à {ports}",
        "nothing comes back: let the answers to {ports} in, too",
    ),
    "station-loss": (
        "un câble à la place du Wi-Fi, ou un autre commutateur, aide le plus souvent",
        "a cable in the place of Wi-Fi, or another switch, helps most often",
    ),
    "station-far": (
        "ce qui se perd ne peut être redemandé à temps : cherchez un VPN ou un détour",
        "what is lost cannot be asked for in time: look for a VPN or a detour",
    ),
}
