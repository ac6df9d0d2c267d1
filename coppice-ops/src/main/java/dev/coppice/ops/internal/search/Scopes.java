package dev.coppice.ops.internal.search;

import dev.coppice.ops.Existence;
import dev.coppice.ops.SearchScope;
import dev.coppice.ops.SearchScope.Requirement;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** The scopes of one search: what one of them lets see is seen, what any of them needs must exist. */
public final class Scopes {
    private final List<SearchScope> scopes;

    private Scopes(List<SearchScope> scopes) {
        this.scopes = scopes;
    }

    /** Fails without a scope: no scope is no right to see anything, never a right to see everything. */
    public static Scopes of(String search, List<SearchScope> scopes) {
        if (scopes.isEmpty()) {
            throw SearchRefusals.noScope(search);
        }
        for (var number = 0; number < scopes.size(); number++) {
            if (Objects.isNull(scopes.get(number))) {
                throw SearchRefusals.nullScope(search, number + 1);
            }
        }
        return new Scopes(List.copyOf(scopes));
    }

    /** The rows they let see. */
    public Condition condition() {
        return DSL.or(scopes.stream().map(SearchScope::condition).toList());
    }

    /** What they need, in the order given. */
    public List<Existence> questions() {
        return requirements().stream().map(Requirement::rows).toList();
    }

    /** Throws the error of the first that does not exist. */
    public void requireAll(List<Boolean> answers) {
        var requirements = requirements();
        var missing = answers.indexOf(false);
        if (missing >= 0) {
            throw Objects.requireNonNull(
                    requirements.get(missing).error().get(), "the supplier of a requirement returned null");
        }
    }

    private List<Requirement> requirements() {
        return scopes.stream().flatMap(scope -> scope.requirements().stream()).toList();
    }
}
