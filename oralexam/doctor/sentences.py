"""What the doctor says: each thing in French and in English, in this order.

A technician reads it before an examination: a line is either well, or says what to do.
"""

from typing import Final

from oralexam.doctor.call_sentences import CALLS
from oralexam.doctor.network_sentences import NETWORK

CHECKS: Final[dict[str, tuple[str, str]]] = {
    "settings": ("Réglages", "Settings"),
    "python": ("Python", "Python"),
    "packages": ("Bibliothèques", "Packages"),
    "media-packages": ("Son et image", "Sound and picture"),
    "ffmpeg": ("ffmpeg", "ffmpeg"),
    "printing": ("Impression", "Printing"),
    "data-folder": ("Dossier de données", "Data folder"),
    "disk-space": ("Place sur le disque", "Disk space"),
    "centre-key": ("Clé du centre", "Centre's key"),
    "port": ("Port des pages", "Port of the pages"),
    "media-ports": ("Ports du son", "Ports of sound"),
    "rooms": ("Salles prévues", "Planned rooms"),
    "addresses": ("Adresses annoncées", "Addresses told"),
    "turn": ("Relais TURN", "TURN relay"),
    "media-workers": ("Processus d’appel", "Call processes"),
    "stations": ("Postes", "Stations"),
    "station": ("Poste", "Station"),
    "speech-model": ("Transcription", "Transcription"),
    "processors": ("Processeurs", "Processors"),
    "memory": ("Mémoire", "Memory"),
    "clock": ("Horloge", "Clock"),
}
"""What is looked at."""

CAUSES: Final[dict[str, tuple[str, str]]] = {
    "EACCES": ("accès refusé", "permission denied"),
    "EPERM": ("opération interdite", "operation not permitted"),
    "ENOENT": ("dossier ou fichier absent", "no such file or folder"),
    "ENOTDIR": ("ce n’est pas un dossier", "not a folder"),
    "ENOSPC": ("disque plein", "no space left on the disk"),
    "EDQUOT": ("quota du disque atteint", "disk quota reached"),
    "EROFS": ("disque en lecture seule", "read-only disk"),
    "EIO": ("erreur du disque", "disk error"),
    "EADDRNOTAVAIL": ("cette machine n’a pas cette adresse", "this machine does not have that address"),
    "EAFNOSUPPORT": ("cette machine n’a pas ce type d’adresse", "this machine has no addresses of that kind"),
}
"""Why a system call failed, by errno(3); others are told in the system's own words."""

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "between": (" ; ", "; "),
    "setup": (
        "make setup installe exactement ce que dit la liste des versions",
        "make setup installs exactly what the lock says",
    ),
    # The whole.
    "to-do": ("à faire :", "what to do:"),
    "ends-well": (
        "Un examen peut se tenir sur cette machine.",
        "This machine can hold an examination.",
    ),
    "ends-warned": (
        (
            "Un examen peut se tenir sur cette machine. Quand vous en aurez le temps, voyez les lignes"
            " « attention » ({warnings})."
        ),
        (
            "This machine can hold an examination. When there is time, look at the lines that say"
            " «warning» ({warnings})."
        ),
    ),
    "ends-blocked": (
        (
            "Aucun examen ne peut encore se tenir ici. Faites d’abord ce que disent les lignes « BLOQUE »"
            " ({blocked})."
        ),
        "No examination can be held here yet. First do what the lines «BLOCKS» say ({blocked}).",
    ),
    "other-language": (
        "(In English: oralexam doctor --language en)",
        "(En français : oralexam doctor --language fr)",
    ),
    # The settings.
    "setting-wrong": ("{name} : {problem}", "{name}: {problem}"),
    "setting-correct": (
        "corrigez {name} dans l’environnement ou dans le fichier .env, puis relancez cette commande",
        "correct {name} in the environment or in .env, then run this command again",
    ),
    "setting-number": ("il faut un nombre", "a number is wanted"),
    "setting-too-low": ("il faut {limit} au moins", "{limit} at least is wanted"),
    "setting-above": ("il faut plus que {limit}", "more than {limit} is wanted"),
    "setting-too-high": ("il faut {limit} au plus", "{limit} at most is wanted"),
    "setting-yes-no": ("il faut true ou false", "true or false is wanted"),
    "setting-one-of": ("il faut l’un de ces mots : {limit}", "one of these words is wanted: {limit}"),
    "setting-ports": (
        "s’écrit 40000-40399 : deux ports à partir de 1024, avec six ports par appel au moins",
        "is written as 40000-40399: two ports from 1024 on, six for each call at the least",
    ),
    "setting-addresses": (
        (
            "s’écrit 203.0.113.7 ou 203.0.113.7,2001:db8::7 : des adresses sans port ni nom, par lesquelles"
            " les"
            " navigateurs atteignent ce serveur"
        ),
        (
            "is written as 203.0.113.7, or 203.0.113.7,2001:db8::7: addresses without ports or names, by"
            " which"
            " browsers reach this server"
        ),
    ),
    "setting-relays": (
        "s’écrit turn:turn.centre.example:3478?transport=udp, avec des virgules entre plusieurs",
        "is written as turn:turn.centre.example:3478?transport=udp, with commas between several",
    ),
    "setting-other": ("valeur impossible", "an impossible value"),
    # What is installed.
    "python": ("Python {version} ({kind})", "Python {version} ({kind})"),
    "python-other": (
        "oralexam n’est éprouvé qu’avec Python 3.11 : make setup PYTHON=python3.11",
        "oralexam is tested with Python 3.11 only: make setup PYTHON=python3.11",
    ),
    "packages-well": (
        "{count} bibliothèques, toutes dans la version voulue",
        "{count} packages, all in the version asked for",
    ),
    "oralexam-missing": ("oralexam lui-même n’est pas installé", "oralexam itself is not installed"),
    "package-missing": ("{name} manque", "{name} is missing"),
    "package-other": ("{name} est en version {version}, non {wanted}", "{name} is {version}, not {wanted}"),
    "wrong-packages": ("{wrong}", "{wrong}"),
    "versions": ("{versions}", "{versions}"),
    "ffmpeg-well": ("{version}, {program}", "{version}, {program}"),
    "ffmpeg-missing": (
        "absent : les enregistrements ne pourraient pas être réécoutés",
        "missing: recordings could not be replayed",
    ),
    "ffmpeg-fails": ("{program} ne fonctionne pas ({error})", "{program} does not run ({error})"),
    "ffmpeg-install": (
        "apt-get install ffmpeg (ou make setup, qui en apporte un)",
        "apt-get install ffmpeg (or make setup, which brings one)",
    ),
    "printing-well": (
        "les bibliothèques qui composent les relevés sont là",
        "the libraries that set records are here",
    ),
    "printing-missing": (
        "{libraries} manque : aucun relevé ne pourrait être imprimé en PDF ; les examens ont lieu quand même",
        "{libraries} missing: no record could be printed as a PDF; examinations run all the same",
    ),
    "install": ("apt-get install {packages}", "apt-get install {packages}"),
    # The machine.
    "folder-well": ("{folder} : peut être écrit", "{folder}: can be written"),
    "folder-to-be-made": ("{folder} : sera créé au démarrage", "{folder}: will be made at the start"),
    "folder-unwritable": (
        "{folder} : impossible d’y écrire ({cause})",
        "{folder} cannot be written: {cause}",
    ),
    "folder-give": (
        (
            "donnez ce dossier au compte qui lance oralexam (chown), ou choisissez-en un autre dans"
            " ORALEXAM_DATA"
        ),
        "give the user who runs oralexam this folder (chown), or set ORALEXAM_DATA to another one",
    ),
    "disk-unreadable": ("illisible : {cause}", "cannot be read: {cause}"),
    "disk-other": (
        "choisissez un autre dossier dans ORALEXAM_DATA",
        "set ORALEXAM_DATA to another folder",
    ),
    "disk": (
        "{free_gib:.0f} Gio libres sur {total_gib:.0f} ({share:.0%}), soit {sittings} appels vidéo environ",
        "{free_gib:.0f} GiB free of {total_gib:.0f} ({share:.0%}), about {sittings} video calls",
    ),
    "disk-free": (
        "libérez de la place : au-dessous de 5 %, aucune nouvelle épreuve ne s’ouvre",
        "free some room: under 5 % no new sitting is opened",
    ),
    "port-any": ("un port libre sera pris au démarrage", "a free port is taken at the start"),
    "port-well": ("{host}:{port} est libre", "{host}:{port} is free"),
    "port-nowhere": (
        "{host} n’est pas une adresse de cette machine",
        "{host} is no address of this machine",
    ),
    "port-host": (
        "mettez une adresse de cette machine dans ORALEXAM_HOST, ou 0.0.0.0 pour toutes",
        "set ORALEXAM_HOST to an address of this machine, or 0.0.0.0 for all",
    ),
    "port-taken": ("{host}:{port} est déjà pris", "{host}:{port} is in use"),
    "port-free-it": (
        "arrêtez ce qui l’occupe (un oralexam qui tourne déjà ?), ou mettez ORALEXAM_PORT={port}",
        "stop what listens there (an oralexam that already runs?), or set ORALEXAM_PORT={port}",
    ),
    "port-refused": (
        "{host}:{port} ne peut pas servir : {cause}",
        "{host}:{port} cannot be used: {cause}",
    ),
    "port-choose": (
        "choisissez un port à partir de 1024 (ORALEXAM_PORT) et une adresse de cette machine (ORALEXAM_HOST)",
        "choose a port from 1024 on (ORALEXAM_PORT) and an address of this machine (ORALEXAM_HOST)",
    ),
    "processors": ("{count}", "{count}"),
    "processors-few": (
        (
            "rien d’urgent : les appels passent d’abord et les transcriptions viendront tard ; mieux vaut"
            " deux"
            " processeurs ou plus"
        ),
        "nothing urgent: calls come first, and transcripts will be late; two processors or more are better",
    ),
    "memory": ("{gib:.1f} Gio", "{gib:.1f} GiB"),
    "memory-small-model": (
        "prenez un modèle plus petit : ORALEXAM_WHISPER_MODEL=base.en",
        "use a smaller model: ORALEXAM_WHISPER_MODEL=base.en",
    ),
    "clock-well": ("à l’heure, tenue par un serveur de temps", "kept by a time server"),
    "clock-unknown": (
        "ce système ne dit pas si son horloge est tenue à l’heure",
        "this system does not say whether its clock is kept",
    ),
    "clock-look": (
        "voyez si son client NTP fonctionne (timedatectl)",
        "see whether its NTP client runs (timedatectl)",
    ),
    "clock-free": (
        "personne ne la tient à l’heure",
        "nobody keeps it to the time",
    ),
    "clock-keep": (
        (
            "apt-get install systemd-timesyncd (ou chrony), et laissez-le joindre un serveur de temps ; les"
            " durées"
            " de l’examen n’en dépendent pas, les dates des relevés si"
        ),
        (
            "apt-get install systemd-timesyncd (or chrony) and let it reach a time server; the examination's"
            " durations do not depend on it, dates in records do"
        ),
    ),
    # The centre's key.
    "key-none-yet": (
        "pas encore : elle est créée au premier démarrage du serveur",
        "none yet: made at the first start of the server",
    ),
    "key-half": (
        "sa moitié publique est écrite au prochain démarrage du serveur",
        "its public half is written at the next start of the server",
    ),
    "key": ("{groups}", "{groups}"),
    "key-well": (
        "{groups} (gardez une copie de {folder} dans un coffre)",
        "{groups} (keep a copy of {folder} in a safe)",
    ),
    "key-close": (
        "chmod 600 {file} : d’autres peuvent la lire",
        "chmod 600 {file}: others may read it",
    ),
    "centre-key-lost": (
        "{folder} : la clé privée (centre.key) manque",
        "{folder}: the private key (centre.key) is missing",
    ),
    "centre-key-lost-advice": (
        (
            "remettez centre.key depuis une copie ; ou supprimez le dossier : une nouvelle clé est créée au"
            " prochain démarrage, et l’empreinte imprimée jusqu’ici ne vaut plus pour les nouveaux dossiers"
        ),
        (
            "bring centre.key back from a copy; or remove the folder: a new key is made at the next start,"
            " and"
            " what was printed with the old fingerprint no longer matches new packs"
        ),
    ),
    "centre-keys-differ": (
        "{folder} : centre.key et centre.pub ne vont pas ensemble",
        "{folder}: centre.key and centre.pub do not go together",
    ),
    "centre-keys-differ-advice": (
        "remettez centre.key et centre.pub depuis une même copie",
        "bring centre.key and centre.pub back from one copy",
    ),
    "centre-key-unreadable": (
        "{folder} : la clé ne peut pas être lue",
        "{folder}: the key cannot be read",
    ),
    "centre-key-unreadable-advice": (
        "remettez le dossier depuis une copie, ou donnez ses fichiers au compte qui lance oralexam",
        "bring the folder back from a copy, or give its files to whoever runs oralexam",
    ),
    # Speech.
    "model-well": ("{model} : {path}, {megabytes:.0f} Mo", "{model}: {path}, {megabytes:.0f} MB"),
    "model-not-installed": ("{model} n’est pas installé", "{model} is not installed"),
    "model-not-a-model": ("{model} n’est pas un modèle", "{model} is no model"),
    "model-install": (
        (
            "oralexam model install small.en (460 Mo environ), ou ORALEXAM_WHISPER_MODEL=chemin d’un modèle ;"
            " d’ici là les appels ont lieu, sont enregistrés et réécoutés, et les transcriptions attendent"
        ),
        (
            "oralexam model install small.en (about 460 MB), or ORALEXAM_WHISPER_MODEL=path of a checkpoint;"
            " until then calls are held, recorded and replayed, and transcripts wait"
        ),
    ),
    **NETWORK,
    **CALLS,
}
"""What was found, and what to do."""
