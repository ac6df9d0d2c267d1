package dev.coppice.control;

/** What a look at the whole audit trail found. A value for any thread. */
public sealed interface AuditVerdict {
    /**
     * Every entry is as it was written, and none is missing. Keep the digest elsewhere: it shows a trail written anew from
     * its beginning, which no look at the database alone can show.
     *
     * @param entries how many there are
     * @param hash the digest of the last one in hexadecimal
     */
    record Intact(long entries, String hash) implements AuditVerdict {}

    /**
     * The trail was tampered with.
     *
     * @param seq the first number that is wrong
     * @param finding what is wrong with it
     */
    record Broken(long seq, Finding finding) implements AuditVerdict {}

    /** What can be wrong with an entry. */
    enum Finding {
        /** There is no entry of this number, though there must be. */
        MISSING,
        /** The entry is there, though the trail ends before it. */
        SURPLUS,
        /** The entry does not follow the one before it. */
        OUT_OF_ORDER,
        /** The entry is not what it was when it was written. */
        EDITED,
        /** The entry is whole, but the head of the trail names another digest. */
        HEAD_DIFFERS
    }
}
