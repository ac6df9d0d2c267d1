package dev.coppice.prune.internal.campaign;

/**
 * What a worker is to its process.
 *
 * @param helps whether it only helps: what is not at work it does not set to work
 * @param admitted called once it was let in, before its first chunk
 * @param walks called once others may be let in beside it
 */
record Role(boolean helps, Runnable admitted, Runnable walks) {
    /** The part of one who helps another of the same process. */
    static final Role HELPER = new Role(true, () -> {}, () -> {});
}
