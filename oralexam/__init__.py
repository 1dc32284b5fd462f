"""oralexam: oral role-play and video-call examinations, drawn, timed, recorded, transcribed, replayed."""
