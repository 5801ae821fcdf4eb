-- A tabulator of Word's own between the two ends of a line: the date and the number, the position and the name.
function Span(element)
  if element.classes:includes('tab') then
    return pandoc.RawInline('openxml', '<w:r><w:tab/></w:r>')
  end
end
