package dev.coppice.testkit.internal;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Opens the database a test asks for and drops it afterwards. */
public final class PostgresExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        SandboxDatabase.class,
                        key -> SandboxDatabase.open(PostgresServer.shared(), isolation(context)),
                        SandboxDatabase.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var database = context.getStore(NAMESPACE).remove(SandboxDatabase.class, SandboxDatabase.class);
        if (database != null) {
            database.drop();
        }
    }

    private static Isolation isolation(ExtensionContext context) {
        var declared = context.getRequiredTestClass().getAnnotation(PostgresTest.class);
        return declared == null ? Isolation.SCHEMA : declared.value();
    }
}
