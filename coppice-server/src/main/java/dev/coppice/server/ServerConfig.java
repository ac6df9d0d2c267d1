package dev.coppice.server;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.Section;
import dev.coppice.control.Webhook;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.prune.Policy;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.prune.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * How a server runs. A value for any thread.
 *
 * @param address where it listens
 * @param home its database
 * @param instance what pages call it
 * @param policies the policies the console shows
 * @param kinds the kinds the console shows
 * @param work what it does by itself
 * @param callers how it treats its callers
 * @param targets the databases it prunes, where they are several
 */
public record ServerConfig(
        Address address,
        Home home,
        String instance,
        List<PolicyView> policies,
        List<KindView> kinds,
        Work work,
        Callers callers,
        Targets targets) {
    /** Copies the lists. */
    public ServerConfig {
        policies = List.copyOf(policies);
        kinds = List.copyOf(kinds);
    }

    /**
     * Where a server listens.
     *
     * @param host a name or address of this machine
     * @param port the port; 0 for any free one
     * @param exposure who can reach it
     */
    public record Address(String host, int port, Exposure exposure) {
        /** Refuses a port that cannot be. */
        public Address {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port must lie between 0 and 65535, was: " + port);
            }
        }
    }

    /** Who can reach a server. */
    public sealed interface Exposure {
        /** This machine alone: an address that others can reach is refused. */
        record Loopback() implements Exposure {}

        /**
         * Whoever can reach the address, over TLS.
         *
         * @param certificate a file with the certificate and those that vouch for it, in PEM form
         * @param key a file with its private key, PKCS #8 in PEM form
         */
        record Tls(Path certificate, Path key) implements Exposure {}

        /** Whoever can reach the address; tokens and what is answered travel in the clear. */
        record InTheClear() implements Exposure {}
    }

    /**
     * How a server treats its callers.
     *
     * @param limits how much it takes from them
     * @param oidc whose bearer tokens it takes beside its own
     */
    public record Callers(Limits limits, Optional<OidcConfig> oidc) {
        static final Callers USUAL = new Callers(Limits.USUAL, Optional.empty());
    }

    /**
     * The section {@code limits}: how much a server takes. What is beyond is refused, and told so. A caller is a token, a
     * session or the subject of an identity provider's token; until it is known who asks, it is the address.
     *
     * @param perSecond how many requests of one caller in a second, in the long run
     * @param burst how many of them at once
     * @param atOnce how many may be under way
     * @param bodyWithin how long the body of a request may take to arrive
     */
    public record Limits(
            @Key(value = "How many requests of one caller in a second, in the long run.", fallback = "200")
            int perSecond,

            @Key(value = "How many of them in one go, after a pause.", fallback = "1000")
            int burst,

            @Key(value = "How many requests may be under way.", fallback = "{}")
            AtOnce atOnce,

            @Key(value = "For how long the body of a request may arrive.", fallback = "30s")
            Duration bodyWithin)
            implements Checked {
        /** What {@code coppice.yaml} says of them. */
        public static final Section<Limits> SECTION =
                Section.single("limits", Limits.class, "How much a server takes of its callers.");

        /** 200 a second, 1000 at once, 256 under way, 30 seconds. */
        public static final Limits USUAL = new Limits(200, 1_000, AtOnce.USUAL, Duration.ofSeconds(30));

        private static final int LARGEST = 1_000_000;
        private static final Duration LONGEST = Duration.ofMinutes(10);

        @Override
        public void check(Problems problems) {
            requireCount(perSecond, "per-second", problems);
            requireCount(burst, "burst", problems);
            requireCount(atOnce.all(), "at-once.all", problems);
            requireCount(atOnce.address(), "at-once.address", problems);
            requireCount(atOnce.caller(), "at-once.caller", problems);
            requireCount(atOnce.streams(), "at-once.streams", problems);
            requireCount(atOnce.bodies(), "at-once.bodies", problems);
            if (!bodyWithin.isPositive() || bodyWithin.compareTo(LONGEST) > 0) {
                problems.add("body-within", "must be more than 0s and at most 10m");
            }
        }

        private static void requireCount(int value, String key, Problems problems) {
            if (value < 1 || value > LARGEST) {
                problems.add(key, "must lie between 1 and 1_000_000");
            }
        }
    }

    /**
     * How many requests may be under way.
     *
     * @param all of all callers together
     * @param address of one address, until it is known whose they are; for as long as they take where anybody may ask
     * @param caller of one caller
     * @param streams streams of events that one caller watches
     * @param bodies of one address, whose body is still arriving
     */
    public record AtOnce(
            @Key(value = "Of all callers together.", fallback = "256")
            int all,

            @Key(value = "Of one address, until it is known whose they are.", fallback = "16")
            int address,

            @Key(value = "Of one caller.", fallback = "64") int caller,

            @Key(value = "Streams of events that one caller watches.", fallback = "50")
            int streams,

            @Key(value = "Of one address, whose body is still arriving.", fallback = "16")
            int bodies) {
        /** 256 of all, 16 of an address, 64 of a caller, 50 streams, 16 bodies. */
        public static final AtOnce USUAL = new AtOnce(256, 16, 64, 50, 16);
    }

    /** The server's database. */
    public sealed interface Home {
        /**
         * The caller's connections; the caller closes them after the server.
         *
         * @param source hands them out
         */
        record Given(DataSource source) implements Home {}

        /**
         * A pool of the server's own.
         *
         * @param url the JDBC address
         * @param user the user
         * @param password the password; empty where none is asked
         */
        record Pooled(String url, String user, String password) implements Home {
            /** Leaves the password out. */
            @Override
            public String toString() {
                return "Pooled[user=" + user + "]";
            }
        }
    }

    /**
     * A database that is pruned, one of several.
     *
     * @param name what it is called in {@code coppice.yaml}, in paths and in metrics
     * @param database the database
     * @param policies the policies that run in it
     */
    public record Target(String name, Home database, List<Policy> policies) {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

        /** Refuses a name that no path can have, and copies the list. */
        public Target {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "name must have 1 to 63 letters, digits, hyphens and underscores, was: " + name);
            }
            policies = List.copyOf(policies);
        }
    }

    /**
     * The databases that a server prunes.
     *
     * @param homeName which of them is its home; empty where it has no targets
     * @param all each of them, its home among them
     */
    public record Targets(String homeName, List<Target> all) {
        static final Targets NONE = new Targets("", List.of());

        /** Refuses two of one name, and a home that is none of them; copies the list. */
        public Targets {
            all = List.copyOf(all);
            var names = all.stream().map(Target::name).toList();
            if (Set.copyOf(names).size() < names.size()) {
                throw new IllegalArgumentException("all must have names of their own, were: " + names);
            }
            if (!all.isEmpty() && !names.contains(homeName)) {
                throw new IllegalArgumentException("homeName must be one of " + names + ", was: " + homeName);
            }
        }

        Target home() {
            return all.stream()
                    .filter(target -> target.name().equals(homeName))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("all must have a target"));
        }
    }

    /**
     * What a server does by itself, and answers for.
     *
     * @param lifecycle puts the lifecycle of its resources together, on connections that may take their time; called once the
     *     database is there
     * @param webhook where it sends notifications
     * @param policies the policies it plans and executes
     * @param erasing whom it erases
     */
    public record Work(
            Optional<Function<DataSource, Lifecycle>> lifecycle,
            Optional<Webhook> webhook,
            List<Policy> policies,
            Erasing erasing) {
        static final Work NONE = new Work(Optional.empty(), Optional.empty(), List.of(), Erasing.NOBODY);

        /** Copies the list. */
        public Work {
            policies = List.copyOf(policies);
        }
    }

    /**
     * Whom a server erases.
     *
     * @param subjects the kinds of subjects
     * @param signer signs the receipts
     */
    public record Erasing(List<Subject> subjects, Optional<ReceiptSigner> signer) {
        /** No kind of subject. */
        public static final Erasing NOBODY = new Erasing(List.of(), Optional.empty());

        /** Copies the list. */
        public Erasing {
            subjects = List.copyOf(subjects);
        }
    }

    /** A server on any free loopback port with a pool of its own. */
    public static ServerConfig pooled(String url, String user, String password) {
        return on(new Home.Pooled(url, user, password));
    }

    /** A server on any free loopback port with the caller's connections. */
    public static ServerConfig given(DataSource source) {
        return on(new Home.Given(source));
    }

    /** Says where it listens. */
    public ServerConfig listening(String host, int port) {
        return at(new Address(host, port, address.exposure()));
    }

    /** Says who can reach it. */
    public ServerConfig exposed(Exposure exposure) {
        return at(new Address(address.host(), address.port(), exposure));
    }

    /**
     * Says how much it takes from its callers.
     *
     * @throws IllegalArgumentException for limits that let nobody in
     */
    public ServerConfig limiting(Limits limits) {
        limits.check((key, allowed) -> {
            throw new IllegalArgumentException(key + " " + allowed);
        });
        return treating(new Callers(limits, callers.oidc()));
    }

    /** Says whose bearer tokens it takes beside its own. */
    public ServerConfig trusting(OidcConfig issuer) {
        return treating(new Callers(callers.limits(), Optional.of(issuer)));
    }

    /** Says what pages call it. */
    public ServerConfig named(String name) {
        return new ServerConfig(address, home, name, policies, kinds, work, callers, targets);
    }

    /** Says which policies and kinds the console shows. */
    public ServerConfig showing(List<PolicyView> shownPolicies, List<KindView> shownKinds) {
        return new ServerConfig(address, home, instance, shownPolicies, shownKinds, work, callers, targets);
    }

    /** Says how the lifecycle of its resources is put together. */
    public ServerConfig managing(Function<DataSource, Lifecycle> lifecycle) {
        return working(new Work(Optional.of(lifecycle), work.webhook(), work.policies(), work.erasing()));
    }

    /** Says where it sends notifications. */
    public ServerConfig notifying(Webhook webhook) {
        return working(new Work(work.lifecycle(), Optional.of(webhook), work.policies(), work.erasing()));
    }

    /** Says which policies it plans and executes. */
    public ServerConfig pruning(List<Policy> policies) {
        return working(new Work(work.lifecycle(), work.webhook(), policies, work.erasing()));
    }

    /** Says whom it erases. */
    public ServerConfig erasing(Erasing erasing) {
        return working(new Work(work.lifecycle(), work.webhook(), work.policies(), erasing));
    }

    /**
     * Says which databases it prunes, one of which is its home: tokens, settings and resources stay there, and policies,
     * campaigns, archives, holds and freeze are each target's own. Its home and the policies of that are from here on those of
     * the target.
     *
     * @throws IllegalArgumentException where two have one name, or none has that of the home
     */
    public ServerConfig over(String homeTarget, List<Target> all) {
        var wanted = new Targets(homeTarget, all);
        var own = wanted.home();
        var pruned = new Work(work.lifecycle(), work.webhook(), own.policies(), work.erasing());
        return new ServerConfig(address, own.database(), instance, policies, kinds, pruned, callers, wanted);
    }

    private ServerConfig working(Work wanted) {
        return new ServerConfig(address, home, instance, policies, kinds, wanted, callers, targets);
    }

    private ServerConfig at(Address wanted) {
        return new ServerConfig(wanted, home, instance, policies, kinds, work, callers, targets);
    }

    private ServerConfig treating(Callers wanted) {
        return new ServerConfig(address, home, instance, policies, kinds, work, wanted, targets);
    }

    private static ServerConfig on(Home home) {
        var loopback = new Address("127.0.0.1", 0, new Exposure.Loopback());
        return new ServerConfig(
                loopback, home, "coppice", List.of(), List.of(), Work.NONE, Callers.USUAL, Targets.NONE);
    }
}
