using System.Collections;
using System.Reflection;

namespace Gateway.Configuration.Reload;

/// <summary>Are two option records the same, lists and all? Records compare their lists by reference.</summary>
internal static class Structure
{
    public static bool Same(object? one, object? other)
    {
        if (ReferenceEquals(one, other) || Equals(one, other))
        {
            return true;
        }

        if (one is null || other is null || one.GetType() != other.GetType())
        {
            return one is IEnumerable first && other is IEnumerable second && one is not string && SameItems(first, second);
        }

        return one switch
        {
            string => false,
            IEnumerable items => SameItems(items, (IEnumerable)other),
            _ when one.GetType().Assembly == typeof(Structure).Assembly || one.GetType().Namespace?.StartsWith("Gateway.", StringComparison.Ordinal) == true
                => Properties(one).All(p => Same(p.GetValue(one), p.GetValue(other))),
            System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length)
                .All(i => Same(tuple[i], ((System.Runtime.CompilerServices.ITuple)other)[i])),
            _ => false,
        };
    }

    private static bool SameItems(IEnumerable one, IEnumerable other)
    {
        var (first, second) = (one.Cast<object?>().ToList(), other.Cast<object?>().ToList());
        return first.Count == second.Count && first.Zip(second).All(p => Same(p.First, p.Second));
    }

    private static IEnumerable<PropertyInfo> Properties(object of) =>
        of.GetType().IsEnum ? [] : of.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0);
}
