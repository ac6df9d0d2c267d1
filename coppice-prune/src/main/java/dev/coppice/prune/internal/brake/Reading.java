package dev.coppice.prune.internal.brake;

/**
 * What a brake has found.
 *
 * @param utilisation how much of its limit is used; it holds from 1 on
 * @param sentence for people
 */
record Reading(double utilisation, String sentence) {
    static Reading free(String sentence) {
        return new Reading(0, sentence);
    }

    static Reading of(boolean holds, String sentence) {
        return new Reading(holds ? 1 : 0, sentence);
    }
}
