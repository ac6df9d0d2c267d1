package dev.coppice.ops;

import dev.coppice.ops.internal.search.SearchRefusals;
import dev.coppice.ops.internal.spec.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * What a search may see: the rows of a condition, and what must exist for the scope to make sense, such as the domain or
 * project it names. An immutable value: each method returns another one.
 */
public final class SearchScope {
    private static final List<Condition> NO_LIMIT = List.of(DSL.noCondition(), DSL.trueCondition());

    private final Condition condition;
    private final List<Requirement> requirements;

    /** Something that must exist, and the error if it does not. */
    public record Requirement(Existence rows, Supplier<? extends RuntimeException> error) {}

    private SearchScope(Condition condition, List<Requirement> requirements) {
        this.condition = condition;
        this.requirements = requirements;
    }

    /**
     * A scope that sees the rows of {@code condition}.
     *
     * @throws CoppiceException {@code search.unlimited-scope} when the condition limits nothing
     */
    public static SearchScope of(Condition condition) {
        if (NO_LIMIT.contains(condition)) {
            throw SearchRefusals.unlimitedScope();
        }
        return new SearchScope(condition, List.of());
    }

    /** The same scope with something that must exist; the supplier makes a new error each time it does not. */
    public SearchScope requiring(Existence rows, Supplier<? extends RuntimeException> error) {
        var more = new ArrayList<>(requirements);
        more.add(new Requirement(rows, error));
        return new SearchScope(condition, List.copyOf(more));
    }

    /** The rows it sees. */
    public Condition condition() {
        return condition;
    }

    /** What must exist, in the order given. */
    public List<Requirement> requirements() {
        return requirements;
    }

    /** Names, never values. */
    @Override
    public String toString() {
        return "SearchScope"
                + requirements.stream()
                        .map(requirement -> Names.of(requirement.rows().table()))
                        .toList();
    }
}
