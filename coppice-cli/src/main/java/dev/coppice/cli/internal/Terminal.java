package dev.coppice.cli.internal;

import dev.coppice.cli.internal.connect.ServerRefusal;
import dev.coppice.ops.BatchRejected;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Scanner;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a command says: its answer on standard output, as text or as one JSON document, and everything else on standard
 * error.
 *
 * @param out where the answer goes
 * @param err where notes and refusals go
 * @param json whether the answer is a JSON document
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean json) {

    /** Holds the mapper, so that commands without {@code --json} never load it. */
    private static final class Json {
        static final JsonMapper MAPPER =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    /** Gives the command's answer: the document under {@code --json}, else the text. */
    public void answer(Object document, String text) {
        out.println(json ? Json.MAPPER.writeValueAsString(document) : text.stripTrailing());
        out.flush();
    }

    /** Says something beside the answer. */
    public void note(String text) {
        err.println(text);
        err.flush();
    }

    /** Shows how far a long step is, on one line that the next one replaces; where nobody watches, not at all. */
    public void progress(String text) {
        if (Boolean.getBoolean("coppice.terminal")) {
            err.print("\r\u001b[K" + text);
            err.flush();
        }
    }

    /** Whether somebody can be asked. */
    public boolean asks() {
        return Boolean.getBoolean("coppice.terminal.in") && Boolean.getBoolean("coppice.terminal");
    }

    /** Asks for a line; empty when there is none. */
    public String ask(String question) {
        err.print(question);
        err.flush();
        var lines = new Scanner(System.in, StandardCharsets.UTF_8);
        return lines.hasNextLine() ? lines.nextLine().strip() : "";
    }

    /** Tells why the command ended badly; under {@code --json} also as a document on standard output. */
    public void refuse(CoppiceException refusal) {
        note("coppice: " + refusal.code());
        note(refusal.fault().message());
        if (json) {
            var document = document(refusal.fault());
            index(refusal).ifPresent(index -> document.put("index", index));
            answer(Map.of("error", document), "");
        }
    }

    private static OptionalInt index(CoppiceException refusal) {
        return switch (refusal) {
            case BatchRejected batch -> OptionalInt.of(batch.ordinal());
            case ServerRefusal told -> told.index();
            default -> OptionalInt.empty();
        };
    }

    /** A refusal as a document. */
    public static Map<String, Object> document(Fault fault) {
        var document = new LinkedHashMap<String, Object>();
        document.put("code", fault.code());
        document.put("message", fault.message());
        document.put("effect", fault.effect().name());
        document.put("retry", fault.retry().name());
        return document;
    }
}
