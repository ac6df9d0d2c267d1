package dev.coppice.lifecycle.internal.certificate;

import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The document people are given: signed texts, each with its signature. It needs no database to be checked. */
final class CertificateDocument {
    private CertificateDocument() {}

    static String of(Signed certificate, List<Signed> looks) {
        var document = Statement.JSON.createObjectNode();
        document.setAll(signed(certificate));
        var probes = document.putArray("probes");
        looks.forEach(look -> probes.add(signed(look)));
        return Statement.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }

    private static ObjectNode signed(Signed text) {
        return Statement.JSON
                .createObjectNode()
                .put("body", text.body())
                .put("key", text.keyId())
                .put("signature", Base64.getEncoder().encodeToString(text.signature()));
    }

    /** A text and its signature. */
    static final class Signed {
        private final String body;
        private final String keyId;
        private final byte[] signature;

        Signed(String body, String keyId, byte[] signature) {
            this.body = body;
            this.keyId = keyId;
            this.signature = signature.clone();
        }

        String body() {
            return body;
        }

        String keyId() {
            return keyId;
        }

        byte[] signature() {
            return signature.clone();
        }
    }
}
