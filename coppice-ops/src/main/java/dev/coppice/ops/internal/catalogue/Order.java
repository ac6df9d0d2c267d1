package dev.coppice.ops.internal.catalogue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Tables in an order in which rows can be deleted one table after another.
 *
 * @param childrenFirst each table before every table it must go before, as far as there is such an order
 * @param cyclic the tables that have none
 */
public record Order(List<Relation> childrenFirst, Set<Relation> cyclic) {
    /** {@code child} goes before {@code parent}. */
    public record Before(Relation child, Relation parent) {}

    /** Orders {@code tables}; rules that name other tables, or one table twice, do not count. */
    public static Order of(Collection<Relation> tables, Collection<Before> rules) {
        var counting = rules.stream()
                .filter(rule -> !rule.child().equals(rule.parent()))
                .filter(rule -> tables.contains(rule.child()) && tables.contains(rule.parent()))
                .toList();
        var rest = new LinkedHashSet<>(tables);
        var sorted = peel(rest, counting, Before::parent, Before::child);
        peel(rest, counting, Before::child, Before::parent);
        return new Order(sorted, rest);
    }

    /** Takes out, round by round, the tables that no table left stands in the way of. */
    private static List<Relation> peel(
            Set<Relation> rest,
            List<Before> rules,
            Function<Before, Relation> freed,
            Function<Before, Relation> inTheWay) {
        var taken = new ArrayList<Relation>();
        while (true) {
            var free = rest.stream()
                    .filter(table -> rules.stream()
                            .noneMatch(rule -> freed.apply(rule).equals(table) && rest.contains(inTheWay.apply(rule))))
                    .toList();
            if (free.isEmpty()) {
                return taken;
            }
            free.forEach(rest::remove);
            taken.addAll(free);
        }
    }
}
