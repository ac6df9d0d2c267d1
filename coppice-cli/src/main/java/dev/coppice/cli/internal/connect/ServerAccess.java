package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which server a command asks, and how it gets in: the options that every command shares. */
public final class ServerAccess {
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    @Option(
            names = "--server",
            scope = ScopeType.INHERIT,
            paramLabel = "ADDRESS",
            description = "Ask a server in place of a database: https://HOST:PORT. Its coppice.yaml counts then.")
    @Nullable
    String server;

    @Option(
            names = "--token",
            scope = ScopeType.INHERIT,
            paramLabel = "TOKEN",
            description = "The token for the server. It is seen by whoever lists this machine's processes: prefer "
                    + "--token-file or COPPICE_TOKEN.")
    @Nullable
    String token;

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The file with the token for the server, which only its owner may read.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--ca-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The certificates, as PEM, of those who vouch for the server; those Java trusts by default.")
    @Nullable
    Path caFile;

    @Option(
            names = "--insecure",
            scope = ScopeType.INHERIT,
            description = "Send token and data in the clear where the server's address begins with http:// and is not "
                    + "on this machine.")
    boolean insecure;

    @Option(
            names = "--patience",
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            description = "How long to wait for a server that is away, as while it is restarted, once it was asked for "
                    + "something or is followed; 5m by default.")
    Duration patience = Duration.ofMinutes(5);

    /** The server that is named on the command line. */
    public Optional<String> named() {
        return Optional.ofNullable(server);
    }

    /** The words that ask the same server again; never the token. */
    public void addTo(List<String> words) {
        add(words, "--server", server);
        add(words, "--token-file", tokenFile);
        add(words, "--ca-file", caFile);
        if (insecure) {
            words.add("--insecure");
        }
    }

    private static void add(List<String> words, String option, @Nullable Object value) {
        if (value != null) {
            words.add(option);
            words.add(value.toString());
        }
    }

    /**
     * A client of a server, which tells {@code notes} when it has to wait. Asks it nothing yet.
     *
     * @throws CoppiceException {@code server.in-the-clear}, {@code server.no-token}, {@code server.bad-token},
     *     {@code server.token-file-open}, {@code server.bad-ca-file}
     */
    public Remote open(ServerAddress address, Map<String, String> environment, Consumer<String> notes) {
        if (address.open() && !insecure) {
            throw refusal("server.in-the-clear")
                    .found("Its address begins with http:// and is not on this machine: token and data could be read "
                            + "on the way.")
                    .next("Give its https:// address, or --insecure where the way is safe.")
                    .exception();
        }
        var secret = secret(environment);
        if (!TOKEN.matcher(secret).matches()) {
            throw refusal("server.bad-token")
                    .found("The token is empty, or has a blank or another character in it that no token has.")
                    .next("Give it as \"coppice token create\" has printed it.")
                    .exception();
        }
        return new Remote(
                address, secret, Optional.ofNullable(caFile).map(Trust::of), Remote.Terms.of(patience, notes));
    }

    private String secret(Map<String, String> environment) {
        if (token != null) {
            return token;
        }
        if (tokenFile != null) {
            return content(tokenFile);
        }
        var fromEnvironment = environment.get("COPPICE_TOKEN");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return fromEnvironment.strip();
        }
        throw refusal("server.no-token")
                .found("It asks for a token, and there is no --token-file, no COPPICE_TOKEN and no --token.")
                .next("Have an admin make one with \"coppice token create\", and give it in one of these ways.")
                .exception();
    }

    private static String content(Path file) {
        try {
            var owned = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (owned != null && owned.readAttributes().permissions().stream().anyMatch(OF_OTHERS::contains)) {
                throw refusal("server.token-file-open")
                        .found("Others may read the file with the token, " + file + ".")
                        .next("Take that right from them: chmod 600 " + file + ".")
                        .exception();
            }
            return Files.readString(file).strip();
        } catch (NoSuchFileException absent) {
            throw refusal("server.no-token")
                    .found("There is no file " + file + ".")
                    .next("Name the file with the token.")
                    .exception(absent);
        } catch (IOException broken) {
            throw new UncheckedIOException("cannot read " + file, broken);
        }
    }

    static Fault refusal(String code) {
        return Fault.of(code, Fault.Kind.USAGE)
                .refused("The server was not asked.")
                .changed("Nothing was done.");
    }
}
