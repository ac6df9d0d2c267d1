package dev.coppice.server.internal.settings;

import dev.coppice.ops.Filter;
import dev.coppice.settings.SettingFields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are wanted: those for which all its parts hold.
 *
 * @param and filters that hold all
 * @param or filters of which one holds
 * @param not a filter that does not hold
 * @param id operators on the id
 * @param name operators on the setting
 * @param scopeType operators on the type of scope
 * @param scopeId operators on the id of the scope
 * @param rank operators on the own rank
 * @param version operators on the version
 * @param createdAt operators on when it was made
 * @param updatedAt operators on when it was last changed
 */
record FilterBody(
        @Nullable List<FilterBody> and,
        @Nullable List<FilterBody> or,
        @Nullable FilterBody not,
        @Nullable Words<UUID> id,
        @Nullable Texts name,
        @Nullable Words<String> scopeType,
        @Nullable Words<String> scopeId,
        @Nullable Numbers<Integer> rank,
        @Nullable Numbers<Long> version,
        @Nullable Numbers<Instant> createdAt,
        @Nullable Numbers<Instant> updatedAt) {
    /** Operators on what is equal or not. */
    record Words<T>(
            @Nullable T eq,
            @Nullable T ne,
            @Nullable List<T> in,
            @Nullable List<T> notIn) {
        Filter on(Field<T> column) {
            return Filter.of(column).eq(eq).ne(ne).in(in).notIn(notIn);
        }
    }

    /** Operators on what has an order. */
    record Numbers<T>(
            @Nullable T eq,
            @Nullable T ne,
            @Nullable T gt,
            @Nullable T ge,
            @Nullable T lt,
            @Nullable T le,
            @Nullable Boolean isNull) {
        Filter on(Field<T> column) {
            return Filter.of(column).eq(eq).ne(ne).gt(gt).ge(ge).lt(lt).le(le).isNull(isNull);
        }
    }

    /** Operators on texts. */
    record Texts(
            @Nullable String eq,
            @Nullable String ne,
            @Nullable List<String> in,
            @Nullable List<String> notIn,
            @Nullable String contains,
            @Nullable String startsWith,
            @Nullable String endsWith,
            @Nullable String eqIgnoreCase,
            @Nullable String containsIgnoreCase,
            @Nullable String startsWithIgnoreCase,
            @Nullable String endsWithIgnoreCase) {
        Filter on(Field<String> column) {
            return Filter.of(column)
                    .eq(eq)
                    .ne(ne)
                    .in(in)
                    .notIn(notIn)
                    .contains(contains)
                    .startsWith(startsWith)
                    .endsWith(endsWith)
                    .eqIgnoreCase(eqIgnoreCase)
                    .containsIgnoreCase(containsIgnoreCase)
                    .startsWithIgnoreCase(startsWithIgnoreCase)
                    .endsWithIgnoreCase(endsWithIgnoreCase);
        }
    }

    Filter filter() {
        return Filter.allOf(Stream.of(groups(), columns())
                .flatMap(Function.identity())
                .flatMap(Optional::stream)
                .toList());
    }

    private Stream<Optional<Filter>> groups() {
        return Stream.of(
                part(and, parts -> Filter.allOf(filters(parts))),
                part(or, parts -> Filter.anyOf(filters(parts))),
                part(not, part -> Filter.not(part.filter())));
    }

    private Stream<Optional<Filter>> columns() {
        return Stream.of(
                part(id, wanted -> wanted.on(SettingFields.ID)),
                part(name, wanted -> wanted.on(SettingFields.NAME)),
                part(scopeType, wanted -> wanted.on(SettingFields.SCOPE_TYPE)),
                part(scopeId, wanted -> wanted.on(SettingFields.SCOPE_ID)),
                part(rank, wanted -> wanted.on(SettingFields.RANK)),
                part(version, wanted -> wanted.on(SettingFields.VERSION)),
                part(createdAt, wanted -> wanted.on(SettingFields.CREATED_AT)),
                part(updatedAt, wanted -> wanted.on(SettingFields.UPDATED_AT)));
    }

    private static List<Filter> filters(List<FilterBody> parts) {
        return parts.stream().map(FilterBody::filter).toList();
    }

    private static <P> Optional<Filter> part(@Nullable P part, Function<P, Filter> made) {
        return Optional.ofNullable(part).map(made);
    }
}
