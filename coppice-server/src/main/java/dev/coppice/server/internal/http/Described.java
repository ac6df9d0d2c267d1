package dev.coppice.server.internal.http;

import dev.coppice.server.internal.http.Route.Trait;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a route is said to take and to answer, beside its body. The description of the API is made of it, and requests are held
 * against it: a handler cannot read what it does not declare.
 */
final class Described {
    /** Headers that a handler may look at only where its route says so. */
    enum Header {
        REASON("Coppice-Reason", Trait.REASONED, "Why, for the audit trail"),
        IF_MATCH("If-Match", Trait.VERSIONED, "The version that is meant, as in \"3\""),
        IF_NONE_MATCH("If-None-Match", Trait.CACHED, "What the caller has already");

        private final String text;
        private final Trait trait;
        private final String meaning;

        Header(String text, Trait trait, String meaning) {
            this.text = text;
            this.trait = trait;
            this.meaning = meaning;
        }

        String text() {
            return text;
        }

        String meaning() {
            return meaning;
        }

        boolean of(Route route) {
            return route.contract().manner().has(trait);
        }

        private static Optional<Header> named(String name) {
            return Arrays.stream(values())
                    .filter(one -> one.text.equalsIgnoreCase(name))
                    .findFirst();
        }
    }

    private Described() {}

    /** Whether a request carries a key by which it is carried out once. */
    static boolean keyed(Route route) {
        return route.method() == Method.POST
                && route.contract().access() != Access.ANONYMOUS
                && !route.contract().manner().has(Trait.READS);
    }

    /** Refuses a handler of the API a parameter that its route does not declare. */
    static void requireQuery(Route route, String name) {
        if (route.api()
                && route.contract().manner().queries().stream()
                        .noneMatch(query -> query.name().equals(name))) {
            throw new IllegalStateException(route.path() + " must declare the parameter " + name);
        }
    }

    /** Refuses a handler of the API a header that its route does not declare. */
    static void requireHeader(Route route, String name) {
        if (route.api()
                && Header.named(name).filter(header -> !header.of(route)).isPresent()) {
            throw new IllegalStateException(route.path() + " must declare the header " + name);
        }
    }

    /** All statuses that a route answers with. */
    static Set<Integer> statuses(Route route) {
        var manner = route.contract().manner();
        var all = new TreeSet<>(manner.statuses());
        all.addAll(problems(route));
        if (manner.has(Trait.CACHED)) {
            all.add(304);
        }
        return all;
    }

    private static Set<Integer> problems(Route route) {
        var all = new TreeSet<>(Set.of(400, 404, 409, 429, 500, 503));
        if (!route.contract().access().least().isEmpty()) {
            all.addAll(Set.of(401, 403));
        }
        if (!route.method().safe()) {
            all.addAll(Set.of(403, 408, 413));
        }
        if (route.contract().takes() != Void.class) {
            all.add(415);
        }
        if (keyed(route)) {
            all.add(422);
        }
        if (Header.IF_MATCH.of(route) || Header.REASON.of(route)) {
            all.add(412);
        }
        return all;
    }
}
