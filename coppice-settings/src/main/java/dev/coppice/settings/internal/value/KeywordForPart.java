package dev.coppice.settings.internal.value;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordType;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import tools.jackson.databind.JsonNode;

/**
 * A keyword that is read as another one where a part is concerned; {@code enum} and {@code const} say nothing of an object, of
 * which keys may be missing.
 */
record KeywordForPart(String value, KeywordType readAs) implements Keyword {
    @Override
    public String getValue() {
        return value;
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation location, JsonNode node, Schema parent, SchemaContext context) {
        var validator = readAs.newValidator(location, node, parent, context);
        return readAs == KeywordType.ANY_OF ? validator : new NotOfObjects(validator);
    }

    private record NotOfObjects(KeywordValidator validator) implements KeywordValidator {
        @Override
        public void validate(ExecutionContext context, JsonNode node, JsonNode root, NodePath place) {
            if (!node.isObject()) {
                validator.validate(context, node, root, place);
            }
        }

        @Override
        public SchemaLocation getSchemaLocation() {
            return validator.getSchemaLocation();
        }

        @Override
        public String getKeyword() {
            return validator.getKeyword();
        }
    }
}
