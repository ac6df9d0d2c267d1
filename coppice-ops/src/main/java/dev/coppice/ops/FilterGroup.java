package dev.coppice.ops;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Filters joined by a word; a negation is pushed down to the operators, where it is known what null means. */
final class FilterGroup extends Filter {
    private final Kind kind;
    private final List<Filter> parts;

    enum Kind {
        ALL,
        ANY,
        /** Of one part. */
        NOT
    }

    FilterGroup(Kind kind, List<Filter> parts) {
        this.kind = kind;
        this.parts = parts;
    }

    @Override
    Optional<Condition> condition(boolean holding) {
        var wanted = holding != (kind == Kind.NOT);
        var said =
                parts.stream().flatMap(part -> part.condition(wanted).stream()).toList();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of((kind == Kind.ANY) == wanted ? DSL.or(said) : DSL.and(said));
    }

    @Override
    int depth() {
        return 1 + parts.stream().mapToInt(Filter::depth).max().orElse(0);
    }

    @Override
    int values() {
        return parts.stream().mapToInt(Filter::values).sum();
    }

    @Override
    public List<Field<?>> columns() {
        return parts.stream().<Field<?>>flatMap(part -> part.columns().stream()).toList();
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + parts;
    }
}
