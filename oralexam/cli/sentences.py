"""What the program says to a technician when something is wrong: what, then what to do."""

from oralexam.errors import OralExamError

SENTENCES = {
    "port-in-use": "Port {port} is already in use. Stop what uses it, or choose another: --port 8081.",
    "address-not-here": "This machine has no address «{host}». Use --host localhost, or one of"
    " its addresses.",
    "trust-port-in-use": "Port {port}, of the page that tells PCs how to trust this server, is already"
    " in use. Stop what uses it, or choose another in ORALEXAM_TRUST_PORT.",
    "lan-name-wrong": "«{name}» is no host name: ORALEXAM_LAN_NAMES takes names such as exam.centre.example,"
    " with commas between them.",
    "lan-public-url-not-https": "With --lan, ORALEXAM_PUBLIC_URL must begin with https://, unlike «{url}».",
    "lan-authority-unreadable": "The local authority in {folder} cannot be read, or its key is another one's."
    " Bring authority.crt and authority.key back from a copy; or remove the folder: a new authority is made,"
    " and every PC must be told to trust it again.",
    "lan-authority-ended": "The local authority ends on {day}. Remove the folder {folder}: a new one is made,"
    " and every PC must be told to trust it again.",
    "file-unreadable": "The file {file} cannot be read: {cause}.",
    "centre-key-lost": "The centre's private key is missing in {folder}: bring centre.key back from a copy.",
    "centre-keys-differ": "The two files of {folder} are of different keys: bring both back from one copy.",
    "centre-key-unreadable": "The centre's key in {folder} cannot be read: bring it back from a copy.",
    "tls-half-given": "A certificate and its key go together: set {missing} too, or neither.",
    "tls-file-unreadable": "The file {file} cannot be read ({cause}).",
    "tls-certificate-not-one": "{file} holds no certificate in PEM form (BEGIN CERTIFICATE).",
    "tls-key-not-one": "{file} holds no private key in PEM form without a password (BEGIN PRIVATE KEY).",
    "tls-key-of-another": "The key {key} is not the key of the certificate {certificate}.",
    "tls-certificate-ended": "The certificate {file} ended on {day}: renew it, or leave ORALEXAM_TLS_KEY and"
    " ORALEXAM_TLS_CERTIFICATE out to use a local authority.",
    "tls-certificate-not-yet": "The certificate {file} begins on {day} only: is this machine's clock right?",
    "tls-certificate-nameless": "The certificate {file} has no subjectAltName: browsers take none without.",
    "tls-certificate-other-name": "The certificate is not for «{host}», which ORALEXAM_PUBLIC_URL names.",
    "tls-certificate-which-name": "The certificate {certificate} is for none of this machine's names: say in"
    " ORALEXAM_PUBLIC_URL which address people type.",
    "no-database": "There is no database at {file}: name the data folder with --data.",
    "unknown-sitting": "That sitting is not in this data folder.",
    "bad-id": "That is no sitting's id: it has 36 characters, as in the address of its replay.",
    "data-folder-not-writable": "The data folder cannot be written to. Choose another with --data, or"
    " give this user the right to write there.",
    "data-folder-in-use": "Another oralexam server runs on this data folder: stop it, or choose another"
    " folder with --data.",
    "jobs-database-not-supported": "ORALEXAM_JOBS_DATABASE takes the address of a PostgreSQL database:"
    " postgresql://user@host/name. Leave it out to keep the jobs in the data folder.",
    "jobs-packages-missing": "ORALEXAM_JOBS_DATABASE needs procrastinate and psycopg: install oralexam with"
    " its extra `cluster`.",
    "jobs-database-unreachable": "The database named in ORALEXAM_JOBS_DATABASE cannot be used ({cause}): does"
    " it run, may this user connect, and make tables?",
    "turn-secret-missing": "ORALEXAM_TURN_SECRET_FILE must name the file of the relays' secret; `oralexam"
    " turn` makes it where it is not there yet.",
    "turn-secret-unreadable": "The secret of the relays, {file}, cannot be read: bring it back, or make a new"
    " one with `oralexam turn` and give coturn the configuration that goes with it.",
    "turn-secret-short": "The secret of the relays, {file}, is shorter than {least} characters, or has others"
    " than printable ones: make one with `oralexam turn`.",
    "turn-peers-missing": "This machine has no address that a relay could send to: name one in"
    " ORALEXAM_MEDIA_HOST, or with --server-address.",
    "turn-file-unwritable": "The file {file} cannot be written: {cause}.",
    "setting-invalid": "The setting {setting} is wrong: {problem}.",
    "scenario-malformed": "The scenario file {file} is not well formed, at {field}: {problem}.",
    "scenario-folder-unreadable": "The folder of scenarios cannot be read.",
    "model-not-installed": "The speech model «{model}» is not installed: run `oralexam model install"
    " small.en`, or set ORALEXAM_WHISPER_MODEL to a checkpoint's path.",
    "model-not-a-model": "«{file}» is no Whisper model, or only a part of one: give a .pt file made for"
    " openai-whisper, or a folder in CTranslate2's form with its tokenizer.json.",
    "model-unknown": "openai-whisper has no model «{model}»: try tiny.en, base.en, small.en or medium.en,"
    " or the path of a .pt file.",
    "model-download-failed": "The model «{model}» could not be fetched ({because}). Check the network, or"
    " copy its .pt file here and set ORALEXAM_WHISPER_MODEL to its path.",
    "model-checksum-wrong": "The file of the model «{model}» is not the one that openai-whisper published: it"
    " is not used. Install it again: oralexam model install {model}",
    "model-no-space": "There is no room on the disk for «{model}»: nothing was installed. Free some,"
    " or choose a smaller one.",
    "model-conversion-failed": "The model «{model}» could not be made ready for faster-whisper ({because}):"
    " is there memory for several times its size? ORALEXAM_SPEECH_ENGINE=openai-whisper needs no conversion.",
    "speech-device-missing": "{engine} can use no GPU here: leave ORALEXAM_SPEECH_DEVICE out, or say cpu.",
    "speech-precision-wrong": "{engine} cannot compute with {precision} on {device}: leave"
    " ORALEXAM_SPEECH_PRECISION out.",
    "turn-certificate-where": "A certificate for turns: is written beside the configuration: say where with"
    " --out, or name one of your own with --certificate and --key.",
    "turn-certificate-half": "A certificate and its key go together: give both --certificate and --key.",
    "turn-certificate-name": "The centre's own authority may not vouch for «{host}», which ORALEXAM_TURN_URLS"
    " names: give a certificate for it with --certificate and --key.",
    "turn-firewall-any-port": "Set ORALEXAM_MEDIA_PORTS first: without it a relay needs every port.",
    "turn-firewall-no-relay": "ORALEXAM_TURN_URLS names no relay whose address can be found.",
    "ffmpeg-missing": "ffmpeg is not installed: apt-get install ffmpeg.",
    "audio-not-audio": "«{file}» holds no sound that ffmpeg can read.",
    "reference-not-readable": "«{file}» is no reference. Give JSON: by seat, {{'candidate': TEXT or [TEXT],"
    " 'juror': ...}}, or by file, [{{'clip': NAME, 'text': TEXT}}, ...] (with double quotes).",
    "transcript-not-ready": "Nothing of that sitting is written down yet.",
    "file-exists": "{file} is there already: give another name with --out.",
    "file-not-writable": "{file} cannot be written ({cause}): give another place with --out.",
    "references-not-there": "There is no folder {folder}.",
    "references-none": "{folder} holds neither recordings nor a manifest.",
    "references-unreadable": "{file} cannot be read as a list of references: docs/technician.md says how it"
    " is to look.",
    "reference-without-audio": "--reference tells what --candidate-audio and --juror-audio say: give those"
    " too.",
    "option-needs-own-server": "--model and --data belong to a server of the rehearsal's own: leave --server"
    " out, or set them where that server is started.",
    "manager-token-missing": "A rehearsal on a running server needs the manager's rights: give the token of a"
    " fresh manager link (behind its #) as --manager-token or ORALEXAM_MANAGER_TOKEN.",
    "not-a-manager-token": "That token opens another seat: a rehearsal needs a manager link's.",
    "server-unreachable": "Nobody answers as oralexam at {server} (asked for {path}).",
    "server-address-wrong": "«{server}» is no server's address: give one like http://localhost:8080.",
    "server-answer-unexpected": "The server's answer ({path}) is not what this oralexam understands: is it of"
    " another version?",
    "server-said-no": "The server refused what the rehearsal asked for ({path}): {said}.",
    "server-did-not-start": "The rehearsal's own server did not start. It said: {said} (log: {log})",
    "seat-lost": "The synthetic {seat} lost its seat, or waited in vain for: {what}.",
    "no-media-link": "The synthetic {seat} could not make its media connection.",
    "not-a-rehearsal": "Synthetic people sit only in sittings that are marked as rehearsals.",
    "database-too-new": "The database was made by a newer oralexam: install that version, or use"
    " another --data.",
    "storage-failed": "The database could not be read or written. See the log for the cause.",
    "login-not-well-formed": "A login is made of letters a to z, digits and . _ - + @ (80 at most).",
    "login-taken": "There is an account with this login already.",
    "unknown-account": "There is no account with this login: see `oralexam account list`.",
    "password-too-short": "The password is too short: {shortest} characters at least; a sentence is best.",
    "password-too-long": "The password is too long: {longest} characters at most.",
    "password-too-easy": "The password is too easy to guess.",
    "name-missing": "The person's name is missing, or longer than {longest} characters.",
    "last-manager": "This is the only manager's account that is open: make another one first.",
    "disk-full": "The disk is full: free some space on it.",
    "library-changed": "A library is not the version that oralexam was built for: run `make setup`.",
}


def sentence(error: OralExamError) -> str:
    """One sentence for `error`; a code without one of its own is shown with its details."""
    template = SENTENCES.get(error.reason)
    details = {name: str(value) for name, value in error.details.items()}
    if template is None:
        said = ", ".join(f"{name} {value}" for name, value in details.items())
        return f"Not done: {error.reason}{' (' + said + ')' if said else ''}."
    try:
        return template.format(**details)
    except KeyError:
        return f"Not done: {error.reason}."
