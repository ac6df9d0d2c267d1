package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Erasures;
import dev.coppice.prune.ReceiptSigner;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;

/** A command about erasures: it works on a database, not yet through a server. */
abstract class ErasureCommand extends DatabaseCommand {
    private static final int ID_DIGITS = 16;

    @Override
    protected final int run(Remote server) {
        throw Fault.of("server.not-offered", Fault.Kind.USAGE)
                .refused("A server was not asked.")
                .found("Subjects are erased by the command itself, not by a server.")
                .changed("Nothing was changed.")
                .next("Name the database with --url.")
                .exception();
    }

    /** The erasures of a target, signed with the key that signs certificates where coppice.yaml names one. */
    final Erasures erasures(Target target) {
        var erasures = Erasures.on(target.connect(root().environment()));
        return ProjectConfig.read(target.config())
                .keyFile()
                .map(file -> erasures.signedBy(signer(file)))
                .orElse(erasures);
    }

    static CoppiceException unknown(long id, String what) {
        return Fault.of("erasure.not-found", Fault.Kind.NOT_FOUND)
                .refused("The " + what + " was not found.")
                .found("There is none of number " + id + ".")
                .changed("Nothing was changed.")
                .next("Run \"coppice erase list\" for the numbers.")
                .exception();
    }

    private static ReceiptSigner signer(Path file) {
        var key = SigningKeyFile.at(file);
        return new ReceiptSigner() {
            @Override
            public String keyId() {
                return idOf(key.publicKey());
            }

            @Override
            public byte[] sign(byte[] message) {
                return key.sign(message);
            }
        };
    }

    /** What tells a key from others, as certificates name theirs. */
    private static String idOf(PublicKey key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
