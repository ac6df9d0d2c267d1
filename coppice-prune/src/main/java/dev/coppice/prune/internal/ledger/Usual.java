package dev.coppice.prune.internal.ledger;

/**
 * What campaigns of a policy usually take of its own table: the median of the last ten that have ended and taken something.
 *
 * @param campaigns how many there are to go by, ten at most
 * @param roots the median
 */
public record Usual(long campaigns, long roots) {
    /** With fewer nothing is usual yet. */
    public static final int LEAST = 3;

    /** Takes the policy's name; one row of {@code campaigns} and {@code roots}. */
    // language=SQL
    public static final String QUERY = """
            SELECT count(*) AS campaigns,
                coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY ended.roots), 0)::bigint AS roots
            FROM (
                SELECT c.roots
                FROM coppice.campaign AS c
                WHERE c.policy = ? AND c.ended_at IS NOT NULL AND c.roots > 0
                ORDER BY c.id DESC
                LIMIT 10
            ) AS ended
            """;

    /** Nothing has been taken yet. */
    public static final Usual NONE = new Usual(0, 0);

    /** Whether there is enough to go by. */
    public boolean known() {
        return campaigns >= LEAST;
    }
}
