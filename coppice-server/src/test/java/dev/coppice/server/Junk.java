package dev.coppice.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.UUID;

/** What nobody should send, beside a little of what somebody might: from a seed, so that it can be sent again. */
final class Junk {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "1",
            "3.5",
            "1e400",
            "-0.0",
            "1e999999999",
            "99999999999999999999999999",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"graph\"",
            "\"kg1\"",
            "\"viewer\"",
            "\"a reason\"",
            "\"2026-01-01T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"P9999999999D\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u202e\\u0007\"",
            "\"<script>alert(1)</script>\"",
            "\"'; DROP SCHEMA coppice CASCADE; --\"",
            "\"../../etc/passwd\"",
            "\"file:/etc/passwd\"",
            "\"${jndi:ldap://x}\"",
            "[]",
            "[null]",
            "[[[[]]]]",
            "{}",
            "{\"\":{}}",
            "[{\"name\":\"x\",\"version\":1}]",
            "[1,\"a\",{}]");
    private static final List<String> PATHS = List.of(
            "..",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "%00",
            "%c0%af",
            "%ff",
            "%",
            "%zz",
            "%252e",
            ";x=1",
            "*",
            "-1",
            "0",
            "1",
            "9223372036854775808",
            "1e3",
            "%20",
            "'",
            "%22",
            "%E2%80%AE",
            "%0d%0aSet-Cookie:%20a=b",
            "x".repeat(5_000),
            "",
            "graph",
            "kg1",
            "sec");
    private static final List<String> PARAMETERS = List.of(
            "limit",
            "next",
            "cursor",
            "kind",
            "resource",
            "parent",
            "unfinished",
            "parked",
            "status",
            "withoutBackup",
            "beyondLimits",
            "name",
            "names",
            "scope",
            "scopes",
            "reason",
            "first",
            "order",
            "state",
            "policy",
            "table",
            "sql");
    private static final List<String> HEADERS = List.of(
            "If-Match: \"3",
            "If-Match: W/\"-1\", *",
            "If-None-Match: \u0001",
            "Content-Type: text/plain",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Encoding: gzip",
            "Idempotency-Key: \u00e9",
            "Idempotency-Key: ",
            "Coppice-Reason: " + "x".repeat(600),
            "Coppice-Reason: \u0085",
            "Accept: \u0000",
            "Accept: text/html",
            "Range: bytes=9-1",
            "Cookie: coppice_session=\"; x=\u00ff",
            "Last-Event-ID: -1",
            "X-HTTP-Method-Override: DELETE",
            "Expect: 100-continue",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: gzip, chunked",
            "Content-Length: -5",
            "Host: evil.example",
            "Upgrade: h2c",
            "no colon at all",
            " : ",
            "X-Long: " + "x".repeat(70_000));

    private final Random random;

    Junk(long seed) {
        this.random = new Random(seed);
    }

    /** A path for a template. */
    String path(String template) {
        var path = new StringBuilder();
        for (var part : template.split("(?=/)", -1)) {
            path.append(part.contains("{") ? "/" + pathPart() : part);
        }
        return path.append(query()).toString();
    }

    /** A header line with its end, or nothing. */
    String header() {
        return random.nextInt(3) > 0 ? "" : one(HEADERS) + "\r\n";
    }

    /** A body for a route whose own fields are these. */
    byte[] body(List<String> fields) {
        return switch (random.nextInt(15)) {
            case 0 -> new byte[0];
            case 1 -> ("{" + "\"a\":{".repeat(2_000)).getBytes(UTF_8);
            case 2 -> "[".repeat(100_000).getBytes(UTF_8);
            case 3 -> new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', (byte) 0xff, '}'};
            case 4 -> ("{\"name\":\"" + "x".repeat(300_000) + "\"}").getBytes(UTF_8);
            case 5 -> one(VALUES).getBytes(UTF_8);
            case 6 -> "{\"reason\":\"a\",\"reason\":\"b\"}".getBytes(UTF_8);
            case 7 -> "{\"nobody knows me\":1}".getBytes(UTF_8);
            case 8 -> "{\"reason\":\"a\"".getBytes(UTF_8);
            case 9 -> ("once=" + one(PATHS) + "&reason=%zz&once=" + one(PATHS)).getBytes(UTF_8);
            default -> object(fields).getBytes(UTF_8);
        };
    }

    private String object(List<String> fields) {
        var object = new StringJoiner(",", "{", "}");
        for (var field : fields) {
            if (random.nextInt(4) > 0) {
                object.add("\"" + field + "\":" + one(VALUES));
            }
        }
        return object.toString();
    }

    private String pathPart() {
        return random.nextInt(5) == 0 ? new UUID(random.nextLong(), random.nextLong()).toString() : one(PATHS);
    }

    private String query() {
        var query = new StringJoiner("&", "?", "");
        for (int i = random.nextInt(4); i > 0; i--) {
            query.add(one(PARAMETERS) + "=" + one(PATHS));
        }
        return query.length() == 1 ? "" : query.toString();
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
