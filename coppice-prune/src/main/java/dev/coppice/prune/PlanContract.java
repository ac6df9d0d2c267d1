package dev.coppice.prune;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a plan promises and an approval is bound to: the rule, and the facts of the database it relies on. Kept with a
 * campaign, so that what has changed since can be shown line by line. A value for any thread.
 *
 * @param policy the policy's name
 * @param engine which engine it was made for; another may delete other rows by the same rule
 * @param rule the rule, one fact per line
 * @param fingerprint the facts relied on, one per line and sorted
 */
public record PlanContract(String policy, String engine, List<String> rule, List<String> fingerprint) {
    // Grows when the statements of a chunk change what they delete.
    private static final String ENGINE = "engine 1";
    private static final int SHOWN = 12;

    /** Copies the lines. */
    public PlanContract {
        rule = List.copyOf(rule);
        fingerprint = List.copyOf(fingerprint);
    }

    /** What this version's engine promises. */
    public PlanContract(String policy, List<String> rule, List<String> fingerprint) {
        this(policy, ENGINE, rule, fingerprint);
    }

    /**
     * Reads what {@link #text()} has written, by this version or an earlier one.
     *
     * @throws dev.coppice.ops.CoppiceException {@code plan.unreadable} when something is missing or was changed
     */
    public static PlanContract parse(String text) {
        return StoredPlan.read(text);
    }

    /** All of it as lines of text, to be stored and compared later. */
    public String text() {
        return StoredPlan.write(this);
    }

    /** SHA-256 over all of it, as 64 hexadecimal digits. */
    public String fullHash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var lines : List.of(rule, fingerprint, List.of(engine))) {
                for (var line : lines) {
                    digest.update(line.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) '\n');
                }
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** The first twelve digits, as people see them. */
    public String hash() {
        return fullHash().substring(0, SHOWN);
    }

    /** Whether a hash, short or full, is of this contract. */
    public boolean hasHash(String hash) {
        return hash.equals(hash()) || hash.equals(fullHash());
    }

    /** What has changed from this contract to another. */
    public PlanDifference differenceTo(PlanContract other) {
        return PlanDifference.between(this, other);
    }
}
