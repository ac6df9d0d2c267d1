package dev.coppice.lifecycle.internal.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.lifecycle.CertificateCheck;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Checks a document against public keys, and says everything that is wrong with it. */
public final class DocumentCheck {
    private final Map<String, PublicKey> keys = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private DocumentCheck(Collection<PublicKey> keys) {
        keys.forEach(key -> this.keys.put(Signatures.idOf(key), key));
    }

    /** The check of a document. */
    public static CertificateCheck of(String document, Collection<PublicKey> keys) {
        return new DocumentCheck(keys).check(document);
    }

    private CertificateCheck check(String document) {
        var root = parsed(document);
        var body = root.flatMap(node -> signed(node, "The certificate"));
        var resource = body.map(text -> text.path("kind").asString("") + " "
                        + text.path("resource").asString(""))
                .orElse("unknown");
        body.ifPresent(this::checkBody);
        var revoked = root.isPresent() && body.isPresent() && revoked(root.get(), body.get());
        return new CertificateCheck(resource, revoked, problems);
    }

    private void checkBody(JsonNode body) {
        if (!Statement.FORMAT.equals(body.path("format").asString(""))) {
            problems.add("It is not of the form " + Statement.FORMAT + ".");
        }
        var leaves = body.path("receipts")
                .valueStream()
                .map(Statement.JSON::writeValueAsString)
                .toList();
        if (!MerkleTree.root(leaves).equals(body.path("root").asString(""))) {
            problems.add("The root is not that of its receipts.");
        }
    }

    private boolean revoked(JsonNode document, JsonNode certificate) {
        var digest = Sha256.hex(document.path("body").asString(""));
        var found = false;
        for (var probe : document.path("probes")) {
            var look = signed(probe, "A later look");
            if (look.isEmpty()) {
                continue;
            }
            if (!LaterLook.FORMAT.equals(look.get().path("format").asString(""))
                    || !digest.equals(look.get().path("certificate").asString(""))) {
                problems.add("A later look is another certificate's.");
            }
            found |= "found".equals(look.get().path("outcome").asString(""));
        }
        return found && !certificate.isEmpty();
    }

    /** The text of a signed part, when its signature is right. */
    private Optional<JsonNode> signed(JsonNode part, String what) {
        var body = part.path("body").asString("");
        var id = part.path("key").asString("");
        var key = keys.get(id);
        if (key == null) {
            problems.add(what + " is signed by the key " + id + ", not by " + String.join(" or ", keys.keySet()) + ".");
            return Optional.empty();
        }
        if (!Signatures.right(key, body.getBytes(UTF_8), signature(part))) {
            problems.add(what + " is not as it was signed.");
            return Optional.empty();
        }
        return parsed(body);
    }

    private static byte[] signature(JsonNode part) {
        try {
            return Base64.getDecoder().decode(part.path("signature").asString(""));
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private Optional<JsonNode> parsed(String text) {
        try {
            var node = Statement.JSON.readTree(text);
            if (node.isObject()) {
                return Optional.of(node);
            }
        } catch (JacksonException malformed) {
            problems.add("It is not JSON.");
            return Optional.empty();
        }
        problems.add("It is not a document of a certificate.");
        return Optional.empty();
    }
}
