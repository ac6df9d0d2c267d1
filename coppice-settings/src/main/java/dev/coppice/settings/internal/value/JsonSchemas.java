package dev.coppice.settings.internal.value;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.networknt.schema.Error;
import dev.coppice.settings.Document;
import dev.coppice.settings.internal.json.Documents;
import java.util.List;

/**
 * Checks values against JSON Schemas: draft 2020-12 unless a schema says otherwise, nothing but the schema itself to refer to,
 * formats are not checked. Compiled schemas are kept, as many as 64.
 *
 * <p>Schemas come from administrators and values from anybody, so a check has bounds: steps, depth, and characters looked at
 * by patterns. What goes beyond is refused. Not bounded but for the size of the schema is the time its compilation takes.
 */
public final class JsonSchemas {
    private static final Cache<Document, CompiledSchema> COMPILED =
            Caffeine.newBuilder().maximumSize(64).build();

    private JsonSchemas() {}

    /** Refuses a schema that is none, refers to something outside of it, or is too large. */
    public static void compile(Document schema) {
        compiled(schema);
    }

    /**
     * Refuses a part that no other parts could make whole. What asks for something that another part may bring is passed over,
     * at every depth; so is what such a question decides.
     */
    public static void requireFragment(Document schema, String name, Document fragment) {
        require(compiled(schema).part(), "The value of setting " + name + " was not taken.", fragment);
    }

    /** Refuses a merged value that does not answer to the schema. */
    public static void requireMerged(Document schema, String name, Document merged) {
        var refused = "The value of setting " + name + " was not taken: merged with the wider scopes it does not fit.";
        require(compiled(schema).whole(), refused, merged);
    }

    private static void require(Validator validator, String refused, Document value) {
        List<Error> problems;
        try {
            problems = validator.check(Documents.node(value));
        } catch (BeyondBounds tooCostly) {
            throw SchemaFaults.tooCostly(refused, tooCostly);
        }
        if (!problems.isEmpty()) {
            throw SchemaFaults.mismatch(refused, problems);
        }
    }

    private static CompiledSchema compiled(Document schema) {
        return COMPILED.get(schema, CompiledSchema::of);
    }
}
