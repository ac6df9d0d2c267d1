package dev.coppice.cli.internal.command;

import dev.coppice.server.ServerConfig;
import dev.coppice.server.ServerConfig.Exposure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server listens, and who can reach it. */
final class ListeningOptions {
    static final String LOOPBACK = "127.0.0.1";

    @Option(
            names = "--bind",
            defaultValue = LOOPBACK,
            paramLabel = "ADDRESS",
            description =
                    "The address to listen on; 127.0.0.1 by default. One that other machines can reach needs TLS.")
    String address = LOOPBACK;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "The certificate to speak TLS with, and those that vouch for it, in PEM form.")
    @Nullable
    Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Its private key, PKCS #8 in PEM form, in a file that not everybody may read.")
    @Nullable
    Path key;

    @Option(
            names = "--insecure-bind",
            description =
                    "Listen where other machines can reach it without TLS: tokens and answers travel in the clear.")
    boolean insecure;

    /** What is wrong with the options as they stand together; null when nothing is. */
    @Nullable
    String conflict() {
        if ((certificate == null) != (key == null)) {
            return "--tls-cert and --tls-key are given together or not at all";
        }
        return insecure && certificate != null ? "--insecure-bind is for a server without --tls-cert" : null;
    }

    /** The same server where these options say. */
    ServerConfig of(ServerConfig server, int port) {
        return server.listening(address, port).exposed(exposure());
    }

    private Exposure exposure() {
        if (certificate != null && key != null) {
            return new Exposure.Tls(certificate, key);
        }
        return insecure ? new Exposure.InTheClear() : new Exposure.Loopback();
    }
}
