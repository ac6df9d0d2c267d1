package dev.coppice.server.internal.http;

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
     * @param polled whether a page calls it by itself, so that it keeps no session alive
     * @param streams whether it answers with server-sent events that each carry what it gives
     * @param secret whether its answer holds a secret, which is kept nowhere
     * @param largestBody how many bytes the body may have
     */
    public record Manner(Class<?> items, boolean polled, boolean streams, boolean secret, int largestBody) {
        static final Manner USUAL = new Manner(Void.class, false, false, false, JavalinRequest.MAX_BODY);
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
        return with(contract.manner(new Manner(items, m.polled(), m.streams(), m.secret(), m.largestBody())));
    }

    /** Says that a page calls it by itself. */
    public Route polled() {
        var m = contract.manner();
        return with(contract.manner(new Manner(m.items(), true, m.streams(), m.secret(), m.largestBody())));
    }

    /** Says that it answers with server-sent events, which keep no session alive. */
    public Route streams() {
        var m = contract.manner();
        return with(contract.manner(new Manner(m.items(), true, true, m.secret(), m.largestBody())));
    }

    /** Says that its answer holds a secret. */
    public Route secret() {
        var m = contract.manner();
        return with(contract.manner(new Manner(m.items(), m.polled(), m.streams(), true, m.largestBody())));
    }

    /** Says how many bytes its body may have, where the usual bound is too narrow. */
    public Route largestBody(int bytes) {
        var m = contract.manner();
        return with(contract.manner(new Manner(m.items(), m.polled(), m.streams(), m.secret(), bytes)));
    }

    /** Whether it answers scripts with JSON rather than people with pages. */
    public boolean api() {
        return path.startsWith("/api/");
    }

    private Route with(Contract refined) {
        return new Route(method, path, refined, handler);
    }
}
