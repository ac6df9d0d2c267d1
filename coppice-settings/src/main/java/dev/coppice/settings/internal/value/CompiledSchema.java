package dev.coppice.settings.internal.value;

import com.networknt.schema.SchemaException;
import dev.coppice.settings.Document;
import dev.coppice.settings.internal.json.Documents;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema in both its readings.
 *
 * @param whole for a merged value
 * @param part for a fragment
 */
record CompiledSchema(Validator whole, Validator part) {
    private static final Set<String> DYNAMIC = Set.of("$dynamicRef", "$recursiveRef");

    static CompiledSchema of(Document schema) {
        int size = SizeLimit.size(schema);
        if (size > SizeLimit.FRAGMENT) {
            throw SchemaFaults.tooLarge(size);
        }
        var node = Documents.node(schema);
        requireSelfContained(node);
        try {
            requireValid(node);
            var compiled = new CompiledSchema(Validator.of(node, Drafts.WHOLE), Validator.of(node, Drafts.PART));
            compiled.whole.check(Documents.node(Document.EMPTY)); // a schema that never comes to an end shows it here
            return compiled;
        } catch (SchemaException bad) {
            throw SchemaFaults.unusable(bad);
        } catch (BeyondBounds | StackOverflowError endless) {
            throw SchemaFaults.endless(endless);
        }
    }

    private static void requireValid(ObjectNode schema) {
        var problems = Validator.ofSchemas(schema).check(schema);
        if (!problems.isEmpty()) {
            throw SchemaFaults.invalid(problems);
        }
    }

    /** References of this sort are followed when a value is checked and not before: too late to refuse the schema. */
    private static void requireSelfContained(JsonNode node) {
        node.properties().forEach(property -> {
            var value = property.getValue();
            if (DYNAMIC.contains(property.getKey())
                    && value.isString()
                    && !value.stringValue().startsWith("#")) {
                throw SchemaFaults.remote(property.getKey());
            }
        });
        node.forEach(CompiledSchema::requireSelfContained);
    }
}
