package dev.coppice.cli.internal.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The certificate says what was counted, is genuine without any database, and is not when one byte of it is another. */
final class Certifying implements Scene {
    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public String claim() {
        return "what was destroyed is signed, can be checked without a database, and cannot be changed.";
    }

    @Override
    public Played play(Stage stage) throws SQLException, IOException {
        var truth = stage.truth();
        var operation = truth.text("SELECT operation_id FROM coppice.certificate ORDER BY id DESC LIMIT 1");
        var document = stage.commands()
                .text("certificate", "show", operation, "--document")
                .ending(0)
                .out();
        var pem = stage.commands()
                .run("certificate", "key")
                .ending(0)
                .json()
                .path("publicKey")
                .asString();
        var key = Files.writeString(stage.folder().resolve("certificates.pub"), pem);
        var signed = JsonMapper.shared().readTree(document);
        var body = JsonMapper.shared().readTree(signed.path("body").asString());
        var genuine = verify(stage, key, document);
        var forged = verify(stage, key, forged(document, body.path("resource").asString()));
        return new Played(
                "The certificate of " + body.path("resource").asString() + " has "
                        + body.path("receipts").size()
                        + " receipts and is genuine; with one byte changed it is refused.",
                List.of(
                        Check.same(
                                "certificate.says-what-was-counted",
                                truth.count("SELECT count(*) FROM demo.document"),
                                removed(body, "delete-documents")),
                        Check.same("certificate.is-signed-by-this-key", true, signatureIsRight(signed, pem)),
                        Check.same("certificate.is-genuine", 0, genuine),
                        Check.same("certificate.with-a-forged-byte-is-refused", 1, forged)));
    }

    private static int verify(Stage stage, Path key, String document) throws IOException {
        var file = Files.writeString(stage.folder().resolve("certificate.json"), document);
        return stage.commands()
                .alone("certificate", "verify", file.toString(), "--key", key.toString())
                .exitCode();
    }

    /** The document with the last letter of the resource's id changed, where it is signed. */
    private static String forged(String document, String resource) {
        var last = document.indexOf(resource) + resource.length() - 1;
        var other = document.charAt(last) == '0' ? '1' : '0';
        return document.substring(0, last) + other + document.substring(last + 1);
    }

    private static long removed(JsonNode body, String step) {
        return body.path("receipts")
                .valueStream()
                .filter(receipt -> receipt.path("step").asString().equals(step))
                .mapToLong(receipt -> receipt.path("removed").asLong())
                .sum();
    }

    /** Asks the JDK, and nothing of Coppice. */
    private static boolean signatureIsRight(JsonNode signed, String pem) {
        try {
            var bytes = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
            var check = Signature.getInstance("Ed25519");
            check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes)));
            check.update(signed.path("body").asString().getBytes(UTF_8));
            return check.verify(
                    Base64.getDecoder().decode(signed.path("signature").asString()));
        } catch (GeneralSecurityException unusable) {
            return false;
        }
    }
}
