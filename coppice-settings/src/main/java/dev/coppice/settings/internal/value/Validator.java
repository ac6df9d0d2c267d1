package dev.coppice.settings.internal.value;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema that checks values within bounds. Safe for any thread. */
final class Validator {
    private static final long MOST_STEPS = 1_000_000;
    private static final int GREATEST_DEPTH = 300;
    private static final Map<String, Validator> META = new ConcurrentHashMap<>();

    private final Schema schema;

    private Validator(Schema schema) {
        this.schema = schema;
    }

    /** Compiles a schema that refers to nothing but itself; each has a registry of its own, so that none sees another's ids. */
    static Validator of(ObjectNode node, List<Dialect> drafts) {
        var badPatterns = new ArrayList<PatternSyntaxException>();
        var schema = registry(drafts, false, badPatterns).getSchema(node);
        schema.initializeValidators();
        if (!badPatterns.isEmpty()) {
            throw new SchemaException(badPatterns.getFirst());
        }
        return new Validator(schema);
    }

    /** That of the draft a schema names. */
    static Validator ofSchemas(ObjectNode schema) {
        var named = schema.path("$schema").asString(Drafts.DEFAULT);
        var draft = Drafts.WHOLE.stream()
                .map(Dialect::getId)
                .filter(id -> withoutFragment(id).equals(withoutFragment(named)))
                .findFirst()
                .orElseThrow(() -> new SchemaException("Unknown draft"));
        return META.computeIfAbsent(
                draft,
                id -> new Validator(
                        registry(Drafts.WHOLE, true, new ArrayList<>()).getSchema(SchemaLocation.of(id))));
    }

    /** What is wrong with a value; nothing when it is right. */
    List<Error> check(JsonNode value) {
        var effort = Effort.begin();
        try {
            var problems = schema.validate(value);
            if (effort.exhausted()) {
                throw new BeyondBounds();
            }
            return problems;
        } catch (ValidationLimitExceededException | StackOverflowError beyond) {
            throw new BeyondBounds(beyond);
        } finally {
            Effort.end();
        }
    }

    private static SchemaRegistry registry(
            List<Dialect> drafts, boolean loads, List<PatternSyntaxException> badPatterns) {
        return SchemaRegistry.withDialects(
                drafts,
                registry -> registry.defaultDialectId(Drafts.DEFAULT)
                        .schemaCacheEnabled(false)
                        .schemaLoader(loader -> loader.allow(address -> loads))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .preloadSchema(true)
                                .formatAssertionsEnabled(false)
                                .regularExpressionFactory(source -> pattern(source, badPatterns))
                                .executionContextCustomizer((context, ignored) -> context.executionConfig(bounds ->
                                        bounds.maxEvaluationSteps(MOST_STEPS).maxEvaluationDepth(GREATEST_DEPTH)))
                                .build()));
    }

    /** A pattern that is none is kept for later: thrown, the library would log it. */
    private static RegularExpression pattern(String source, List<PatternSyntaxException> bad) {
        try {
            return BoundedPattern.of(source);
        } catch (PatternSyntaxException none) {
            bad.add(none);
            return text -> false;
        }
    }

    private static String withoutFragment(String id) {
        return id.endsWith("#") ? id.substring(0, id.length() - 1) : id;
    }
}
