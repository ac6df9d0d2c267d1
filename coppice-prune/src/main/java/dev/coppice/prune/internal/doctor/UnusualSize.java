package dev.coppice.prune.internal.doctor;

import dev.coppice.prune.Finding;
import dev.coppice.prune.Severity;
import dev.coppice.prune.internal.ledger.Usual;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A policy that would take many times what its campaigns usually take, and what its limit is reckoned from. */
final class UnusualSize implements Check {
    private static final long MANY = 10;

    @Override
    public Stream<Finding> look(Inspection inspection) {
        var policy = inspection.policy().policy();
        var limit = policy.config().limits().timesUsual();
        var usual = inspection
                .rows(Usual.QUERY, row -> new Usual(row.number("campaigns"), row.number("roots")), policy.name())
                .stream()
                .findFirst()
                .orElse(Usual.NONE);
        var warning = usual.known() && inspection.roots() > limit.orElse(MANY) * usual.roots()
                ? Stream.of(unusual(policy.name(), inspection.roots(), usual, limit))
                : Stream.<Finding>empty();
        return Stream.concat(warning, limit.stream().map(factor -> reckoned(policy.name(), usual, factor)));
    }

    private static Finding unusual(String policy, long roots, Usual usual, Optional<Long> limit) {
        return new Finding(
                "unusual-size",
                Severity.WARN,
                policy,
                String.format(
                        Locale.ROOT,
                        "About %,d rows of its table may go, %,d times what its campaigns usually take.%s",
                        roots,
                        roots / usual.roots(),
                        limit.map(factor -> " A campaign stops at limits.times-usual.")
                                .orElse("")),
                "Look at a sample first: what has made so many rows eligible?");
    }

    private static Finding reckoned(String policy, Usual usual, long factor) {
        var words = usual.known()
                ? String.format(
                        Locale.ROOT,
                        "Its campaigns usually take %,d rows of its table, the median of the last %d: one stops at %,d,"
                                + " %,d times as many.",
                        usual.roots(),
                        usual.campaigns(),
                        usual.roots() * factor,
                        factor)
                : String.format(
                        Locale.ROOT,
                        "limits.times-usual does not act yet: %d of its campaigns have taken something, and what is usual"
                                + " takes %d.",
                        usual.campaigns(),
                        Usual.LEAST);
        return new Finding("usual-size", Severity.INFO, policy, words, "");
    }
}
