"""Live transcription: who speaks, from when to when, and in which words.

    gate          whether a microphone hears a voice            attribution   whose voice it is
    utterances    one person's sentence as a stretch of sound   listening     these three, for all microphones at once
    engine        what a recogniser must be able to do          engines       opens the one that a model needs
    finishing     what of a recogniser's text may stand         doubles       the same words heard at two seats
    manifest      what an installed model is                    model_store   the models on this machine
    known_models  models by name, with their hashes             fetching      brings them here, when asked to

What comes out is 语音识别稿（未核对，非法庭笔录）: never a record of the court before people have checked and signed it.
"""
