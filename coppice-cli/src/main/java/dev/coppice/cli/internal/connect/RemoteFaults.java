package dev.coppice.cli.internal.connect;

import dev.coppice.cli.internal.Version;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Says in plain words why a server did not answer, or what it answered.
 *
 * @param server the server
 * @param version asks it for its version; empty where it does not tell
 */
record RemoteFaults(ServerAddress server, Supplier<Optional<String>> version) {
    static final String UNKNOWN_ROUTE = "request.unknown-route";

    /** What a server has that works on several databases. */
    private static final Set<String> OVER_TARGETS = Set.of("targets", "freezes");

    /** What asking again does not mend: nobody was reached, so that nothing was carried out, or the answer is none. */
    Optional<CoppiceException> lasting(Call call, IOException broken) {
        return causes(broken).anyMatch(BoundedBody.TooLong.class::isInstance)
                ? Optional.of(unreadable(call, broken))
                : unreached(broken);
    }

    private Optional<CoppiceException> unreached(IOException broken) {
        if (broken instanceof SSLHandshakeException || unsecured(broken)) {
            return Optional.of(untrusted(broken));
        }
        boolean nobody = broken instanceof ConnectException
                || broken instanceof HttpConnectTimeoutException
                || broken.getCause() instanceof UnresolvedAddressException;
        return nobody
                ? Optional.of(fault("server.unreachable")
                        .found("No server answered there.")
                        .next("Check host and port in the address, and that the server runs and listens there.")
                        .exception(broken))
                : Optional.empty();
    }

    /** Whether what answered has answered in the clear. */
    private static boolean unsecured(IOException broken) {
        return causes(broken)
                .anyMatch(cause -> cause instanceof SSLException
                        && String.valueOf(cause.getMessage()).contains("SSL message"));
    }

    private CoppiceException untrusted(IOException broken) {
        boolean unknown = causes(broken).anyMatch(CertificateException.class::isInstance);
        return (unknown
                        ? fault("server.untrusted")
                                .found("Its certificate is signed by nobody this machine trusts, is over, or is that "
                                        + "of another host.")
                                .next("Name the certificate of who signed it with --ca-file, and the host as its "
                                        + "certificate does.")
                        : fault("server.no-tls")
                                .found("What answers there does not speak TLS with it.")
                                .next("Check the port, and whether its address begins with http://."))
                .exception(broken);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    /** The answer did not come, or not to its end. */
    CoppiceException lost(Call call, Throwable broken) {
        var fault = Fault.of("server.connection-lost", Fault.Kind.UNAVAILABLE)
                .refused("The end of the command is unknown.")
                .found("The connection to " + server.base() + " was lost before its answer was here.");
        return (call.reads()
                        ? fault.changed("Nothing was changed.")
                                .next("Run the command again once the server answers.")
                                .leaving(Effect.NONE, Retry.SAFE)
                        : fault.changed("Whether the change was made is unknown.")
                                .next("Look at what the command was to change before you run it again.")
                                .leaving(Effect.UNKNOWN, Retry.NEVER))
                .exception(broken);
    }

    /** This process was told to end while it waited. */
    CoppiceException interrupted(Call call) {
        Thread.currentThread().interrupt();
        return lost(call, new InterruptedException("told to stop"));
    }

    CoppiceException redirected(Optional<String> elsewhere) {
        return fault("server.redirected")
                .found("It sends its callers to " + elsewhere.orElse("another address") + ".")
                .next("Give the address it answers at; a token is not sent on to another.")
                .exception();
    }

    /** What it says itself; of a route it does not have, that it works on one database or is another version. */
    CoppiceException told(Call call, RemoteProblem problem) {
        var refusal = problem.refusal();
        if (!refusal.code().equals(UNKNOWN_ROUTE)) {
            return refusal;
        }
        return OVER_TARGETS.contains(call.path().getFirst())
                ? ServerAccess.refusal("target.on-server")
                        .found("The command goes over several databases, and the server works on one alone.")
                        .next("Ask for its database alone, or leave --server out to work on the databases from here.")
                        .exception()
                : otherVersion("It does not know what it was asked.");
    }

    boolean missing(ServerRefusal refusal) {
        // Of a database that is not there it is not known whether what was asked for is in it.
        return refusal.fault().kind() == Fault.Kind.NOT_FOUND && !refusal.code().equals("target.not-found");
    }

    CoppiceException unreadable(Call call, @Nullable Throwable misfit) {
        var told = otherVersion("Its answer to " + call.method() + " "
                + call.address().replaceFirst("\\?.*", "") + " is not what this command understands.");
        if (misfit != null) {
            told.addSuppressed(misfit);
        }
        return call.reads()
                ? told
                : told.fault()
                        .changed("Whether the change was made is unknown.")
                        .leaving(Effect.UNKNOWN, Retry.NEVER)
                        .exception(told);
    }

    private CoppiceException otherVersion(String found) {
        var theirs = version.get();
        return fault("server.not-understood")
                .found(found
                        + theirs.map(text -> " It is version " + text + ", this command is " + Version.current() + ".")
                                .orElse(""))
                .next(
                        theirs.isPresent()
                                ? "Use a command of the server's version."
                                : "Check that a Coppice server is what answers there.")
                .exception();
    }

    private Fault fault(String code) {
        return Fault.of(code, Fault.Kind.UNAVAILABLE)
                .refused("No answer of " + server.base() + " could be had.")
                .changed("Nothing was done.");
    }
}
