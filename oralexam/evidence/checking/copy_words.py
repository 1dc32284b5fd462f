"""What a check says to people about the own copies of pages: in French and in English."""

COPIES = {
    "copy-half": (
        "il manque un des fichiers de la copie gardée par un poste : {where}",
        "one of the files of a page’s own copy is missing: {where}",
    ),
    "copy-of-another": (
        "copie d’une autre épreuve ou d’un autre poste : {where}",
        "a page’s own copy of another part or seat: {where}",
    ),
    "copy-changed": ("copie gardée par un poste, changée : {where}", "changed own copy of a page: {where}"),
    "copy-out-of-order": (
        "segments d’une copie gardée par un poste, déplacés : {where}",
        "segments of a page’s own copy out of their order: {where}",
    ),
    "copy-cut": ("copie gardée par un poste, coupée : {where}", "cut own copy of a page: {where}"),
    "copy-continued": (
        "copie gardée par un poste, continuée après coup : {where}",
        "own copy of a page, continued afterwards: {where}",
    ),
    "copy-unreadable": (
        "les confirmations d’une copie ne sont pas lisibles : {where}",
        "the confirmations of an own copy cannot be read: {where}",
    ),
    "copy-sealed": (
        "copie chiffrée dont la clé n’est pas jointe : {where}",
        "an encrypted own copy whose key is not here: {where}",
    ),
    "copy-grown": (
        "ce qui est arrivé de cette copie depuis qu’elle est dans la chaîne n’y est pas encore : {where}",
        "what has come of this own copy since the chain names it is not in the chain yet: {where}",
    ),
    "copy-not-in-chain": (
        "cette copie gardée par un poste n’est pas (encore) dans la chaîne : {where}",
        "this own copy of a page is not in the chain (yet): {where}",
    ),
    "copy-not-ended": (
        "copie interrompue (page fermée, panne) ; elle vaut jusqu’où elle va : {where}",
        "own copy broken off (a closed page, a fault); it holds as far as it goes: {where}",
    ),
}
