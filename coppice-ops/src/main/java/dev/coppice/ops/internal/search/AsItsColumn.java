package dev.coppice.ops.internal.search;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import org.jooq.BindingGetResultSetContext;
import org.jooq.BindingSQLContext;
import org.jooq.BindingSetStatementContext;
import org.jooq.Converter;
import org.jooq.Field;
import org.jooq.impl.AbstractBinding;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Binds text without saying that it is text. PostgreSQL then reads it as the type of the column it is compared with, by the
 * same function that has written it: what Java or jOOQ take the type for does not matter, and nothing is rounded.
 */
final class AsItsColumn extends AbstractBinding<String, Object> {
    private static final long serialVersionUID = 1L;

    static Field<Object> value(String text) {
        return DSL.val((Object) text, SQLDataType.CLOB.asConvertedDataType(new AsItsColumn()));
    }

    @Override
    public Converter<String, Object> converter() {
        return Converter.ofNullable(String.class, Object.class, text -> text, Object::toString);
    }

    @Override
    protected void sqlBind(BindingSQLContext<Object> context) {
        context.render().sql(context.variable());
    }

    @Override
    public void set(BindingSetStatementContext<Object> context) throws SQLException {
        context.statement().setObject(context.index(), context.value(), Types.OTHER);
    }

    /** Sent, never returned. */
    @Override
    public void get(BindingGetResultSetContext<Object> context) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }
}
