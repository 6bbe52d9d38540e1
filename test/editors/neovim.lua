-- Opens a file in Neovim, with the language server attached, and writes what the editor gets to a file as JSON.
-- Arguments, in the environment: NODE, SERVER, FILE, ANSWERS.

local env = vim.env
vim.cmd('edit ' .. env.FILE)
local buffer = vim.api.nvim_get_current_buf()
vim.bo[buffer].filetype = 'postfix-main'

local client = vim.lsp.start_client({
  name = 'postfix',
  cmd = { env.NODE, env.SERVER, '--stdio' },
  root_dir = vim.fn.fnamemodify(env.FILE, ':h'),
})
vim.lsp.buf_attach_client(buffer, client)

local patience = 500000
vim.wait(patience, function()
  return #vim.diagnostic.get(buffer) > 0
end)

--- The position of a word: the line from 0, and the column of its first letter.
local function at(line_pattern, word)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    if line:find(line_pattern) then
      return { line = number - 1, character = line:find(word, 1, true) - 1 }
    end
  end
end

local function ask(method, params)
  params.textDocument = vim.lsp.util.make_text_document_params(buffer)
  local results = vim.lsp.buf_request_sync(buffer, method, params, patience) or {}
  local answer = results[client] or {}
  return answer.result
end

local name = at('^myhostname', 'myhostname')
local answers = {
  diagnostics = vim.tbl_map(function(each)
    return each.code
  end, vim.diagnostic.get(buffer)),
  hover = ask('textDocument/hover', { position = name }),
  completion = ask('textDocument/completion', { position = { line = name.line, character = 4 } }),
  definition = ask('textDocument/definition', { position = name }),
  references = ask('textDocument/references', { position = name, context = { includeDeclaration = true } }),
  symbols = ask('textDocument/documentSymbol', {}),
  formatting = ask('textDocument/formatting', { options = { tabSize = 4, insertSpaces = true } }),
}
vim.fn.writefile({ vim.fn.json_encode(answers) }, env.ANSWERS)
vim.lsp.stop_client(client)
vim.cmd('qall!')
