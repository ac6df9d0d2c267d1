package dev.coppice.server.internal.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One row of the route table. Made with {@link #get} and its siblings, for admins alone until told otherwise, and refined by
 * the clauses below. A value for any thread.
 *
 * @param method the HTTP method
 * @param path the template, as in {@code /api/v1/tokens/{id}}
 * @param contract who may call it, and what goes in and out
 * @param handler what answers
 */
public record Route(Method method, String path, Contract contract, Handler handler) {
    /**
     * Who may call a route, and what goes in and out.
     *
     * @param access who may call it
     * @param takes the type of the body; {@code Void} for none
     * @param gives the type of the answer; {@code Page} for HTML
     * @param summary one line on what it does
     * @param manner how it is called
     */
    public record Contract(Access access, Class<?> takes, Class<?> gives, String summary, Manner manner) {
        static final Contract CLOSED = new Contract(Access.ADMIN, Void.class, Void.class, "", Manner.USUAL);

        Contract manner(Manner refined) {
            return new Contract(access, takes, gives, summary, refined);
        }
    }

    /**
     * How a route is called.
     *
     * @param items what a page lists; {@code Void} where it is no page, or not said
     * @param traits what sets it apart from others
     * @param queries the parameters of its query
     * @param statuses the statuses of its answers, where all goes as it should
     * @param largestBody how many bytes the body may have
     */
    public record Manner(
            Class<?> items, Set<Trait> traits, List<Query> queries, List<Integer> statuses, int largestBody) {
        static final Manner USUAL = new Manner(Void.class, Set.of(), List.of(), List.of(200), JavalinRequest.MAX_BODY);

        /** Copies the collections. */
        public Manner {
            traits = Set.copyOf(traits);
            queries = List.copyOf(queries);
            statuses = List.copyOf(statuses);
        }

        boolean has(Trait trait) {
            return traits.contains(trait);
        }
    }

    /** What sets a route apart from others. */
    public enum Trait {
        /** A page calls it by itself, so that it keeps no session alive. */
        POLLED,
        /** It answers with server-sent events that each carry what it gives. */
        STREAMS,
        /** Its answer holds a secret, which is kept nowhere. */
        SECRET,
        /** It changes nothing though it is a POST: it is carried out anew each time, and its answer is kept nowhere. */
        READS,
        /** It asks why, in the header {@code Coppice-Reason}. */
        REASONED,
        /** It changes what has the version that {@code If-Match} says. */
        VERSIONED,
        /** Its answer is a file that is made for it, and entered in the trail: nothing of it is known beforehand. */
        MADE,
        /** It answers 304 to who has what {@code If-None-Match} says. */
        CACHED
    }

    /**
     * A parameter of a query.
     *
     * @param name its name
     * @param type what it is: a text, a number or whether
     * @param repeated whether it may be given several times
     */
    public record Query(String name, Class<?> type, boolean repeated) {
        /** A text. */
        public static Query text(String name) {
            return new Query(name, String.class, false);
        }

        /** A whole number. */
        public static Query number(String name) {
            return new Query(name, long.class, false);
        }

        /** True or false. */
        public static Query flag(String name) {
            return new Query(name, boolean.class, false);
        }

        /** Texts, each as a parameter of its own. */
        public static Query texts(String name) {
            return new Query(name, String.class, true);
        }
    }

    /** A route that reads. */
    public static Route get(String path, Handler handler) {
        return new Route(Method.GET, path, Contract.CLOSED, handler);
    }

    /** A route that creates or acts. */
    public static Route post(String path, Handler handler) {
        return new Route(Method.POST, path, Contract.CLOSED, handler);
    }

    /** A route that changes in part. */
    public static Route patch(String path, Handler handler) {
        return new Route(Method.PATCH, path, Contract.CLOSED, handler);
    }

    /** A route that takes away. */
    public static Route delete(String path, Handler handler) {
        return new Route(Method.DELETE, path, Contract.CLOSED, handler);
    }

    /** Says who may call it. */
    public Route access(Access access) {
        var c = contract;
        return with(new Contract(access, c.takes(), c.gives(), c.summary(), c.manner()));
    }

    /** Says what the body is. */
    public Route takes(Class<?> type) {
        var c = contract;
        return with(new Contract(c.access(), type, c.gives(), c.summary(), c.manner()));
    }

    /** Says what the answer is. */
    public Route gives(Class<?> type) {
        var c = contract;
        return with(new Contract(c.access(), c.takes(), type, c.summary(), c.manner()));
    }

    /** Says in one line what it does. */
    public Route summary(String line) {
        var c = contract;
        return with(new Contract(c.access(), c.takes(), c.gives(), line, c.manner()));
    }

    /** Says what the page it gives lists. */
    public Route of(Class<?> items) {
        var m = contract.manner();
        return with(contract.manner(new Manner(items, m.traits(), m.queries(), m.statuses(), m.largestBody())));
    }

    /** Says that a page calls it by itself. */
    public Route polled() {
        return being(Trait.POLLED);
    }

    /** Says that it answers with server-sent events, which keep no session alive. */
    public Route streams() {
        return being(Trait.STREAMS).polled();
    }

    /** Says that its answer holds a secret. */
    public Route secret() {
        return being(Trait.SECRET);
    }

    /** Says that it changes nothing though it is a POST. */
    public Route reads() {
        return being(Trait.READS);
    }

    /** Says that its answer is a file that is made for it. */
    public Route made() {
        return being(Trait.MADE);
    }

    /** Says what sets it apart. */
    public Route being(Trait trait) {
        var m = contract.manner();
        var traits = new HashSet<>(m.traits());
        traits.add(trait);
        return with(contract.manner(new Manner(m.items(), traits, m.queries(), m.statuses(), m.largestBody())));
    }

    /** Says what its query may hold. */
    public Route asks(Query... queries) {
        var m = contract.manner();
        var all = Stream.concat(m.queries().stream(), Stream.of(queries)).toList();
        return with(contract.manner(new Manner(m.items(), m.traits(), all, m.statuses(), m.largestBody())));
    }

    /** Says that its query may hold what leads through a list: {@code next} and {@code limit}. */
    public Route paged() {
        return asks(Query.text("next"), Query.number("limit"));
    }

    /** Says the statuses of its answers, where all goes as it should and that is not 200 alone. */
    public Route answers(Integer... statuses) {
        var m = contract.manner();
        return with(
                contract.manner(new Manner(m.items(), m.traits(), m.queries(), List.of(statuses), m.largestBody())));
    }

    /** Says how many bytes its body may have, where the usual bound is too narrow. */
    public Route largestBody(int bytes) {
        var m = contract.manner();
        return with(contract.manner(new Manner(m.items(), m.traits(), m.queries(), m.statuses(), bytes)));
    }

    /** Whether it answers scripts with JSON rather than people with pages. */
    public boolean api() {
        return path.startsWith("/api/");
    }

    private Route with(Contract refined) {
        return new Route(method, path, refined, handler);
    }
}
